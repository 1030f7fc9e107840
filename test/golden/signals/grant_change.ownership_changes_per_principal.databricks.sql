-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  changed_by AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM grant_change
WHERE change = 'set_owner'
  AND changed_by IS NOT NULL
GROUP BY 1, 2
