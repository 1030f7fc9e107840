-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
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
