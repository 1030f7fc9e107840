-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  securable AS entity_1,
  column_name AS entity_2,
  CAST(CAST(max_by(null_count, version) AS DOUBLE) / max_by(row_count, version) AS DOUBLE) AS value,
  CAST(max_by(row_count, version) AS BIGINT) AS support_count
FROM column_profile
WHERE null_count IS NOT NULL
  AND row_count > 0
  AND securable IS NOT NULL
  AND column_name IS NOT NULL
GROUP BY 1, 2, 3
