-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 3600000)) AS window_start,
  securable AS entity_1,
  column_name AS entity_2,
  CAST(max_by(mean, version) AS DOUBLE) AS value,
  CAST(max_by(row_count, version) AS BIGINT) AS support_count
FROM column_profile
WHERE mean > 0
  AND mean < 1.0e300
  AND securable IS NOT NULL
  AND column_name IS NOT NULL
GROUP BY 1, 2, 3
