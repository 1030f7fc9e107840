-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  warehouse_id AS entity_1,
  CAST(sum(spilled_bytes) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM query_run
WHERE spilled_bytes IS NOT NULL
  AND warehouse_id IS NOT NULL
GROUP BY 1, 2
