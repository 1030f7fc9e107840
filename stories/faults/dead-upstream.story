story dead-upstream
title "A job is paused by mistake, and what it feeds grows stale"
class fault
attribution pipeline_fault
guard speaks up

let Job = a job where writes real rows and runs at least every 1 day
let Engineer = a person where can change Job
let Table = a table where is written by Job
starts on a workday between 14:00 and 18:00 local to Engineer
concerns Job, Table

Engineer pauses Job
window begins
after between 30 and 60 hours Engineer resumes Job
Engineer starts Job
window ends
