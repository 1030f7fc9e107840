-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 3600000)) AS window_start,
  securable AS entity_1,
  column_name AS entity_2,
  CAST(least(1, CAST(max_by(distinct_count, version) AS DOUBLE) / max_by(row_count - null_count, version)) AS DOUBLE) AS value,
  CAST(max_by(row_count - null_count, version) AS BIGINT) AS support_count
FROM column_profile
WHERE distinct_count IS NOT NULL
  AND row_count > null_count
  AND securable IS NOT NULL
  AND column_name IS NOT NULL
GROUP BY 1, 2, 3
