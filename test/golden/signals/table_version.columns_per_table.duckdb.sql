-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  securable AS entity_1,
  CAST(max_by(column_count, version) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM table_version
WHERE column_count IS NOT NULL
  AND securable IS NOT NULL
GROUP BY 1, 2
