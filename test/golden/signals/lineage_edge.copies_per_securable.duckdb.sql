-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  source_securable AS entity_1,
  CAST(count(DISTINCT target_securable) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM lineage_edge
WHERE target_securable IS NOT NULL
  AND target_securable <> source_securable
  AND source_securable IS NOT NULL
GROUP BY 1, 2
