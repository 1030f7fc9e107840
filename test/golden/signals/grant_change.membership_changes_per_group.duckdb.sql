-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  target_group AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM grant_change
WHERE change IN ('add_member', 'remove_member')
  AND target_group IS NOT NULL
GROUP BY 1, 2
