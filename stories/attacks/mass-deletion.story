story mass-deletion
title "Somebody who is about to leave drops every table within reach"
class attack
attribution unauthorized_access
guard speaks up

let Leaver = a person where role is one of engineer, steward or manager
let Tables = between 6 and 15 tables where is manageable by Leaver and has no rows and is written by no jobs
starts on a workday between 19:00 and 23:00 local to Leaver
concerns Leaver, Tables

Leaver logs in
for each Table of Tables within about 12 minutes
  Leaver drops Table
