-- version: 1
SELECT
  timestamp_millis(unix_millis(timestamp_millis(CAST(unix_millis(event_time) - 1 AS BIGINT))) - pmod(unix_millis(timestamp_millis(CAST(unix_millis(event_time) - 1 AS BIGINT))), 3600000)) AS window_start,
  workspace_id AS entity_1,
  CAST(sum(usage_quantity) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM usage
WHERE usage_unit = 'DBU'
  AND workspace_id IS NOT NULL
GROUP BY 1, 2
HAVING sum(usage_quantity) > 0
