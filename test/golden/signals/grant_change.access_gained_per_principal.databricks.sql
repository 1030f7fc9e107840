-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  principal AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM grant_change
WHERE change IN ('grant', 'add_member', 'set_owner', 'set_admin')
  AND principal IS NOT NULL
GROUP BY 1, 2
