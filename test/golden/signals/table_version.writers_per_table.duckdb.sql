-- version: 1
SELECT
  time_bucket(INTERVAL '86400000 milliseconds', event_time, TIMESTAMP '1970-01-01') AS window_start,
  securable AS entity_1,
  writer AS category,
  count(*) AS item_count,
  count(*) AS support_count
FROM table_version
WHERE writer IS NOT NULL
  AND securable IS NOT NULL
GROUP BY 1, 2, 3
