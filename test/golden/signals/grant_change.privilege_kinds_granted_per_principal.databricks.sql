-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  changed_by AS entity_1,
  privilege AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM grant_change
WHERE change = 'grant'
  AND privilege IS NOT NULL
  AND changed_by IS NOT NULL
GROUP BY 1, 2, 3
