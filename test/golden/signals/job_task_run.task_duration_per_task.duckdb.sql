-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  job_id AS entity_1,
  task_key AS entity_2,
  CAST(avg(duration_ms) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM job_task_run
WHERE result_state IS NOT NULL
  AND NOT coalesce(is_failed, false)
  AND duration_ms IS NOT NULL
  AND job_id IS NOT NULL
  AND task_key IS NOT NULL
GROUP BY 1, 2, 3
