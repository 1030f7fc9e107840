-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  principal AS entity_1,
  token_id AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM audit_event
WHERE token_id IS NOT NULL
  AND principal IS NOT NULL
GROUP BY 1, 2, 3
