-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 3600000)) AS window_start,
  service_name AS entity_1,
  CAST(CAST(count(*) FILTER (WHERE is_failed) AS DOUBLE) / count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM audit_event
WHERE status_code IS NOT NULL
  AND service_name IS NOT NULL
GROUP BY 1, 2
