# MANAGE gives no data. It gives the grant that gives data.
story manage-self-grant
title "Who manages a schema and may not read it grants themselves SELECT, reads, and takes it back"
class attack
attribution unauthorized_access
guard speaks up

let Target = a table where has rows
let Schema = the schema of Target
let Owner = a principal where can manage Schema and cannot read Target
starts on a workday between 18:30 and 23:00 local to Owner
concerns Owner, Target, Schema

Owner logs in
repeat between 1 and 3 times within 4 minutes
  Owner reads Target
after between 2 and 10 minutes Owner grants USE SCHEMA and SELECT on Schema to Owner
after between 1 and 5 minutes Owner reads Target
repeat between 2 and 6 times within about 30 minutes
  Owner reads Target
  Owner downloads the result as xlsx
after between 5 and 40 minutes Owner revokes SELECT on Schema from Owner
