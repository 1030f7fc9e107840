-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  warehouse_id AS entity_1,
  CAST(quantile_cont(CAST(total_duration_ms AS DOUBLE), 0.95) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM query_run
WHERE NOT coalesce(is_failed, false)
  AND NOT coalesce(is_canceled, false)
  AND NOT coalesce(is_cache_hit, false)
  AND total_duration_ms IS NOT NULL
  AND warehouse_id IS NOT NULL
GROUP BY 1, 2
