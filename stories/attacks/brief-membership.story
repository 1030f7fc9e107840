story brief-membership
title "Somebody is in a privileged group for less than an hour, and reads as much as a team in that time"
class attack
attribution unauthorized_access
guard speaks up

let Analytics = a workspace where name contains "analytics"
let Group = a group where is not synced and has members
let Schema = a schema where has tag sensitivity
let Opener = a person where can change members of Group and can manage Schema
let Thief = a person where works in Analytics and is not member of Group and cannot read Schema and is not Opener
let Tables = between 3 and 8 tables of Schema
starts between 12:00 and 23:00 local to Thief
concerns Thief, Opener, Group, Schema

Opener grants USE SCHEMA and SELECT on Schema to Group
after between 5 and 60 minutes Opener adds Thief to Group
repeat between 2 and 3 times within about 35 minutes
  for each Table of Tables
    Thief reads between 8_000 and 30_000 rows of Table
Thief downloads the result as csv
after between 1 and 6 minutes Opener removes Thief from Group
after between 2 and 30 minutes Opener revokes SELECT on Schema from Group
