-- version: 1
SELECT
  profile.window_start,
  profile.entity_1,
  profile.entity_2,
  part.key AS category,
  part.item AS item_count,
  part.item AS support_count
FROM (
SELECT
  timestamp_millis(unix_millis(event_time) - pmod(unix_millis(event_time), 3600000)) AS window_start,
  securable AS entity_1,
  column_name AS entity_2,
  max_by(frequent_items, version) AS parts
FROM column_profile
WHERE frequent_items IS NOT NULL
  AND securable IS NOT NULL
  AND column_name IS NOT NULL
GROUP BY 1, 2, 3
) AS profile
CROSS JOIN LATERAL explode(profile.parts) AS `part`(key, item)
WHERE part.item > 0
