story double-load
title "A job loads everything twice after a retry"
class fault
attribution pipeline_fault
guard speaks up

let Job = a job where writes real rows and runs at least every 1 day
let Table = a table where is written by Job
starts between 00:00 and 20:00
concerns Table, Job

Job fails with chance between 40 and 70 % for 3 hours
loads of Table are written twice for between 25 and 50 hours
