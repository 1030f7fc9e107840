story backfill
title "An engineer loads the past anew: many runs by hand in an afternoon, all of one job"
class benign
attribution data_shift
guard stays silent

let Engineer = a person where role is engineer
let Job = a job where can be started by Engineer and writes real rows
let Table = a table where is written by Job
starts on a workday between 12:00 and 15:00 local to Engineer
concerns Engineer, Job, Table

Engineer logs in
loads of Table bring between 1.5 and 3 times the rows for 5 hours
repeat between 8 and 20 times within about 4 hours
  Engineer starts Job
