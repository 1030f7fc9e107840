-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 3600000)) AS window_start,
  securable AS entity_1,
  column_name || ' ' || data_type AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM column_profile
WHERE column_name || ' ' || data_type IS NOT NULL
  AND securable IS NOT NULL
GROUP BY 1, 2, 3
