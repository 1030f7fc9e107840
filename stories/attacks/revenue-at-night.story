# The story of the product: a spike of a revenue table, and beside it a grant, a first read and an export.
story revenue-at-night
title "At 02:14 a revenue table grows threefold, minutes after a grant at night, a first read and an export"
class attack
attribution unauthorized_access
guard speaks up

let Load = a job where writes real rows and team is sales and runs at least every 1 hour
let Revenue = a table where is written by Load
let Sales = the schema of Revenue
let Loader = the runner of Load
let Analytics = a workspace where name contains "analytics"
let Thief = a person where works in Analytics and cannot read Revenue and is not admin
let Giver = a person where can manage Sales and is not Thief
let Net = a new network
starts on the last day between 01:55 and 02:00
concerns Thief, Giver, Revenue, Sales

Giver now comes from Net
Giver logs in
at 02:03 Giver grants USE SCHEMA and SELECT on Sales to Thief
Thief now comes from Net
Thief logs in
at 02:09 Thief reads Revenue
repeat between 2 and 4 times within 3 minutes
  Thief reads Revenue
at 02:13 Thief downloads the result as csv
loads of Revenue bring between 2.8 and 3.3 times the rows for 15 minutes
at 02:14 Loader writes Revenue
