-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  securable AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM grant_change
WHERE securable IS NOT NULL
GROUP BY 1, 2
