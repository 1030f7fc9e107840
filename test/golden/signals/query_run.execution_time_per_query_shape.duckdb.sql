-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  left(statement_shape, 120) || ' #' || left(md5(statement_shape), 8) AS entity_1,
  CAST(sum(execution_duration_ms) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM query_run
WHERE execution_duration_ms IS NOT NULL
  AND left(statement_shape, 120) || ' #' || left(md5(statement_shape), 8) IS NOT NULL
GROUP BY 1, 2
