-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  warehouse_id AS entity_1,
  CASE WHEN NOT isnan(CAST(total_duration_ms AS DOUBLE)) THEN CAST(sign(CAST(total_duration_ms AS DOUBLE)) * (ceil(ln(least(greatest(abs(CAST(total_duration_ms AS DOUBLE)), 1e-9), 1e+300)) / 2.0000666706669435e-2) + 1037) AS INT) END AS bucket,
  count(*) AS item_count,
  count(*) AS support_count
FROM query_run
WHERE NOT coalesce(is_failed, false)
  AND NOT coalesce(is_canceled, false)
  AND NOT coalesce(is_cache_hit, false)
  AND total_duration_ms IS NOT NULL
  AND warehouse_id IS NOT NULL
GROUP BY 1, 2, 3
