story mask-removed
title "A column mask is dropped, the column is read in clear, the mask comes back"
class attack
attribution unauthorized_access
guard speaks up

let Table = a table where has a mask and has rows
let Column = a column of Table where has a mask
let Insider = a person where role is one of admin, engineer or steward and can manage Table
let Prod = a workspace where name contains "prod"
let Schema = the schema of Table
starts between 19:00 and 23:30 local to Insider
concerns Insider, Table

Insider now works in Prod
Insider logs in
Insider grants USE SCHEMA and SELECT on Schema to Insider
after between 1 and 6 minutes Insider removes the mask of Column
after between 1 and 8 minutes Insider runs "SELECT * FROM {Table}"
repeat between 1 and 5 times within 20 minutes
  Insider reads Table
Insider downloads the result as csv
after between 5 and 30 minutes Insider restores the mask of Column
Insider revokes USE SCHEMA and SELECT on Schema from Insider
