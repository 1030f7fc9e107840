story weekend-admin
title "On a weekend somebody becomes account admin for an hour and gives themselves a restricted schema"
class attack
attribution unauthorized_access
guard speaks up

let Admin = a person where is account admin
let Climber = a person where role is not engineer and is not admin and is not Admin
let Schema = a schema where has tag sensitivity "restricted" and is not readable by Climber
let Tables = between 2 and 5 tables of Schema
starts on a weekend between 08:00 and 22:00 local to Admin
concerns Admin, Climber, Schema, Tables

Admin makes Climber account admin
after between 3 and 20 minutes Admin makes Climber owner of Tables
after between 3 and 20 minutes Climber grants SELECT on Tables to Climber
Admin grants USE SCHEMA on Schema to Climber
for each Table of Tables within about 45 minutes
  Climber reads between 20_000 and 90_000 rows of Table
  Climber downloads the result as csv
Admin takes account admin from Climber
