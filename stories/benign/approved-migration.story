story approved-migration
title "Tables move to a new schema: created, granted, filled and checked in working hours, as was agreed"
class benign
attribution newly_authorized_access
guard stays silent

let Service = a service where duty is pipeline
let Old = between 2 and 4 tables where is readable by Service and is read by Service
let Manager = a person where is admin
let Staging = catalog staging
let Schema = a new schema in Staging
let Readers = a group where is synced and name contains "analysts"
starts on a workday between 09:00 and 11:00 local to Manager
concerns Manager, Service, Schema, Old

Manager creates Schema
Manager grants USE SCHEMA, SELECT, MODIFY and CREATE TABLE on Schema to Service
after between 20 and 60 minutes Manager grants USE SCHEMA and SELECT on Schema to Readers
every workday for between 2 and 4 days between 10:00 and 16:00 local to Manager
  for each Table of Old within about 2 hours
    Service reads between 1_000 and 20_000 rows of Table
on day 5 between 10:00 and 12:00 local to Manager Manager revokes MODIFY and CREATE TABLE on Schema from Service
