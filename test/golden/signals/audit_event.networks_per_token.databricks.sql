-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  token_id AS entity_1,
  CAST(count(DISTINCT network) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM audit_event
WHERE network IS NOT NULL
  AND token_id IS NOT NULL
GROUP BY 1, 2
