-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  securable AS entity_1,
  column_name || ' ' || data_type AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM column_profile
WHERE column_name || ' ' || data_type IS NOT NULL
  AND securable IS NOT NULL
GROUP BY 1, 2, 3
