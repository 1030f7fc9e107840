-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  principal AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM audit_event
WHERE category IN ('permission_change', 'membership_change', 'ownership_change', 'admin_change')
  AND NOT coalesce(is_failed, false)
  AND principal IS NOT NULL
GROUP BY 1, 2
