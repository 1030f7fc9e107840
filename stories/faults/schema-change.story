story schema-change
title "A source renames a column: what it fed is empty from the next load on"
class fault
attribution pipeline_fault
guard speaks up

let Job = a job where writes real rows
let Table = a table where is written by Job and has a column of type number
let Column = a column of Table where type is number
let Owner = the runner of Job
let Length = between 8 and 30 hours
starts on a workday between 05:00 and 15:00
concerns Table, Job

Owner adds column one of "amount_v2", "value_new" or "channel_code" of type "string" to Table
values of Column are null with chance between 85 and 100 % for Length
Job takes between 1.2 and 1.6 times as long for Length
