-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  principal AS entity_1,
  securable AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM audit_event
WHERE category IN ('read', 'write')
  AND NOT coalesce(is_failed, false)
  AND securable IS NOT NULL
  AND principal IS NOT NULL
GROUP BY 1, 2, 3
