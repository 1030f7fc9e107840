-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 3600000)) AS window_start,
  securable AS entity_1,
  CAST(max_by(column_count, version) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM table_version
WHERE column_count IS NOT NULL
  AND securable IS NOT NULL
GROUP BY 1, 2
