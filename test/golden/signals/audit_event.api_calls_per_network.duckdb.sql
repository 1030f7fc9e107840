-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  network AS entity_1,
  CAST(count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM audit_event
WHERE network IS NOT NULL
GROUP BY 1, 2
