-- version: 1
SELECT
  timestamp_millis(unix_millis(timestamp_millis(CAST(unix_millis(event_time) - 1 AS BIGINT))) - pmod(unix_millis(timestamp_millis(CAST(unix_millis(event_time) - 1 AS BIGINT))), 86400000)) AS window_start,
  workspace_id AS entity_1,
  CAST(CAST(count(*) FILTER (WHERE job_id IS NULL AND warehouse_id IS NULL AND cluster_id IS NULL AND run_as IS NULL) AS DOUBLE) / count(*) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM usage
WHERE workspace_id IS NOT NULL
GROUP BY 1, 2
