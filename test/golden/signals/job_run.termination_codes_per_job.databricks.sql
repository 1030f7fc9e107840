-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  job_id AS entity_1,
  result_state || coalesce('/' || termination_code, '') AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM job_run
WHERE result_state || coalesce('/' || termination_code, '') IS NOT NULL
  AND job_id IS NOT NULL
GROUP BY 1, 2, 3
