-- version: 1
SELECT
  time_bucket(INTERVAL '3600000 milliseconds', make_timestamp_ms(CAST(epoch_ms(event_time) - 1 AS BIGINT)), TIMESTAMP '1970-01-01') AS window_start,
  workspace_id AS entity_1,
  CAST(sum(usage_quantity) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM usage
WHERE usage_unit = 'DBU'
  AND workspace_id IS NOT NULL
GROUP BY 1, 2
HAVING sum(usage_quantity) > 0
