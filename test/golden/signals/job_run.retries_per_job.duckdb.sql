-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  job_id AS entity_1,
  CAST(sum(retry_count) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM job_run
WHERE retry_count > 0
  AND job_id IS NOT NULL
GROUP BY 1, 2
