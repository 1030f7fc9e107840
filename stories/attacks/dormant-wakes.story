story dormant-wakes
title "A principal that slept for months logs in from a new network and reads all it can"
class attack
attribution unauthorized_access
guard speaks up

let Sleeper = a principal where is dormant
let Loot = between 4 and 9 tables where is readable by Sleeper
let Net = a new network
starts between 00:00 and 23:00
concerns Sleeper, Loot

Sleeper now comes from Net
repeat between 0 and 3 times within 5 minutes
  Sleeper fails to log in
Sleeper logs in
after between 2 and 20 minutes Sleeper calls "unityCatalog.listCatalogs"
Sleeper calls "unityCatalog.listSchemas" with catalog_name "prod"
for each Table of Loot within about 2 hours
  Sleeper reads between 5_000 and 60_000 rows of Table
