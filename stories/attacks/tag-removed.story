# Masks by policy hang on tags: without the tag nothing is masked.
story tag-removed
title "The tag that hides personal data is taken off a column, the column is read in clear, the tag comes back"
class attack
attribution unauthorized_access
guard speaks up

let Exempt = group "pii-readers"
let Table = a table where has a column with tag pii "email" and has rows
let Column = a column of Table where has tag pii "email"
let Steward = a person where role is steward and can manage Table
let Thief = a person where can read Table and is not member of Exempt and is not Steward
let Prod = a workspace where name contains "prod"
starts between 17:00 and 22:00 local to Steward
concerns Steward, Thief, Table

Steward now works in Prod
Steward removes tag "pii" from Column
after between 3 and 15 minutes Thief reads Table
repeat between 1 and 4 times within 15 minutes
  Thief runs one of "SELECT DISTINCT {Column} FROM {Table}" or "SELECT * FROM {Table} WHERE {Column} IS NOT NULL"
  Thief downloads the result as csv
after about 30 minutes Steward sets tag "pii" to "email" on Column
