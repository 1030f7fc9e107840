story broken-features
title "A feature pipeline breaks: runs fail, and what gets through has holes"
class fault
attribution pipeline_fault
guard speaks up

let Table = a table where has rows and name contains "features"
let Job = the writer of Table
let Columns = between 1 and 2 columns of Table where type is number
let Length = between 20 and 60 hours
starts between 00:00 and 20:00
concerns Table, Job

Job fails with chance between 35 and 60 % for Length
values of Columns are null with chance between 30 and 70 % for Length
