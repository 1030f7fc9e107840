-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', make_timestamp_ms(CAST(epoch_ms(event_time) - 1 AS BIGINT)), TIMESTAMP '1970-01-01') AS window_start,
  sku_name AS entity_1,
  CAST(sum(list_cost_usd) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM usage
WHERE list_cost_usd IS NOT NULL
  AND sku_name IS NOT NULL
GROUP BY 1, 2
HAVING sum(list_cost_usd) > 0
