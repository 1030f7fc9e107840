# A session is taken over: it mints a token for later, and later comes from elsewhere.
story token-then-export
title "A token is minted, used from a new network within the hour, and much is exported"
class attack
attribution unauthorized_access
guard speaks up

let Victim = a person where role is one of analyst, scientist or manager
let Loot = between 2 and 5 tables where is readable by Victim
let Token = a new token
let Net = a new network
starts on any day between 11:00 and 23:00 local to Victim
concerns Victim, Loot

Victim mints Token lasting between 30 and 90 days saying one of "ci", "tmp", "notebook" or ""
after between 8 and 50 minutes Victim now comes from Net
Victim now uses Token
Victim now calls itself one of "python-requests/2.32.3", "Go-http-client/2.0" or "databricks-sql-python/3.4.0"
Victim logs in by token
for each Table of Loot within about 60 minutes
  Victim reads between 30_000 and 90_000 rows of Table
  Victim downloads the result as arrow
