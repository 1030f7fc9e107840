story yearly-audit
title "Auditors look at tables they see once a year, with access that was given for it"
class benign
attribution newly_authorized_access
guard stays silent

let Auditor = a person where role is auditor
let Schema = a schema where name contains "prod." and is not readable by Auditor
let Manager = a person where can manage Schema and is not Auditor
let Tables = between 2 and 6 tables of Schema
starts on a workday between 09:00 and 11:00 local to Manager
concerns Auditor, Manager, Schema

Manager grants USE SCHEMA and SELECT on Schema to Auditor
every workday for between 3 and 5 days between 09:00 and 12:00 local to Auditor
  for each Table of Tables within 4 hours
    Auditor reads between 100 and 1_500 rows of Table
on day 7 between 09:00 and 16:00 local to Manager Manager revokes USE SCHEMA and SELECT on Schema from Auditor
