-- version: 1
SELECT
  timestamp_millis(unix_millis(timestamp_millis(CAST(unix_millis(event_time) - 1 AS BIGINT))) - pmod(unix_millis(timestamp_millis(CAST(unix_millis(event_time) - 1 AS BIGINT))), 86400000)) AS window_start,
  workspace_id || '/' || product AS entity_1,
  CAST(sum(list_cost_usd) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM usage
WHERE list_cost_usd IS NOT NULL
  AND workspace_id || '/' || product IS NOT NULL
GROUP BY 1, 2
HAVING sum(list_cost_usd) > 0
