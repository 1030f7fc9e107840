-- version: 1
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 86400000)) AS window_start,
  source_securable AS entity_1,
  CAST(count(DISTINCT target_securable) AS DOUBLE) AS value,
  CAST(count(*) AS BIGINT) AS support_count
FROM lineage_edge
WHERE target_securable IS NOT NULL
  AND target_securable <> source_securable
  AND source_securable IS NOT NULL
GROUP BY 1, 2
