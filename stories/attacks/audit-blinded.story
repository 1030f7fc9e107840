# First the camera, then the safe.
story audit-blinded
title "Verbose audit logs are turned off, sensitive tables are read, and they are turned on again"
class attack
attribution unauthorized_access
guard speaks up

let Admin = a person where is admin
let Schema = a schema where has tag sensitivity and is manageable by Admin and is not readable by Admin
let Targets = between 2 and 4 tables of Schema
let Net = a new network
starts on any day between 21:00 and 23:59 local to Admin
concerns Admin, Schema, Targets

Admin now comes from Net
Admin logs in by mfa
Admin turns off "enableVerboseAuditLogs"
after between 5 and 25 minutes Admin grants USE SCHEMA and SELECT on Schema to Admin
for each Table of Targets within about 30 minutes
  Admin reads between 20_000 and 90_000 rows of Table
  Admin downloads the result as csv
Admin revokes USE SCHEMA and SELECT on Schema from Admin
after between 10 and 60 minutes Admin turns on "enableVerboseAuditLogs"
