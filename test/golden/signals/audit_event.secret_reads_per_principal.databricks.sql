-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 3600000)) AS window_start,
  principal AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM audit_event
WHERE service_name = 'secrets'
  AND action_name = 'getSecret'
  AND NOT coalesce(is_failed, false)
  AND principal IS NOT NULL
GROUP BY 1, 2
