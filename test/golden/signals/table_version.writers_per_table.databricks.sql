-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  securable AS entity_1,
  writer AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM table_version
WHERE writer IS NOT NULL
  AND securable IS NOT NULL
GROUP BY 1, 2, 3
