story late-data
title "A source delivers late: loads are nearly empty for hours, then everything comes at once"
class fault
attribution pipeline_fault
guard speaks up

let Job = a job where writes real rows and runs at least every 1 day
let Table = a table where is written by Job
starts between 00:00 and 20:00
concerns Table, Job

loads of Table bring between 0.02 and 0.15 times the rows for between 26 and 50 hours
after 50 hours loads of Table bring between 2 and 4 times the rows for 25 hours
