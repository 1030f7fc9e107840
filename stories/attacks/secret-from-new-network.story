# A secret of a pipeline leaks: the service acts from where it never was, with another client, on tables it never reads.
story secret-from-new-network
title "The secret of a service principal is used from a new network"
class attack
attribution unauthorized_access
guard speaks up

let Service = a service where duty is one of pipeline, features or application
let Loot = between 3 and 6 tables where is readable by Service and is not read by Service
let Net = a new network
let Client = one of "python-requests/2.32.3", "curl/8.9.1" or "databricks-sql-python/3.4.0"
starts between 00:00 and 23:00
concerns Service, Loot

Service now comes from Net
Service now calls itself Client
Service logs in by oauth
repeat between 8 and 20 times within 5 minutes
  Service calls "unityCatalog.listTables" with catalog_name "prod"
for each Table of Loot within about 40 minutes
  Service reads between 20_000 and 90_000 rows of Table
  Service downloads the result as arrow
