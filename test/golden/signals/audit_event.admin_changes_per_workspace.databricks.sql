-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  workspace_id AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM audit_event
WHERE category = 'admin_change'
  AND NOT coalesce(is_failed, false)
  AND workspace_id IS NOT NULL
GROUP BY 1, 2
