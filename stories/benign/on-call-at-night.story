story on-call-at-night
title "A job fails at two in the night, and whoever is on call looks, reads, and starts it again"
class benign
attribution pipeline_fault
guard stays silent

let OnCall = a person where role is engineer
let Job = a job where can be started by OnCall
let Table = a table where is readable by OnCall
starts between 01:40 and 02:20
concerns OnCall, Job

Job fails with chance 100 % for 20 minutes
after between 5 and 15 minutes OnCall logs in
OnCall calls "jobs.getRunOutput"
repeat between 3 and 9 times within about 25 minutes
  OnCall reads between 10 and 500 rows of Table
OnCall starts Job
after between 10 and 20 minutes OnCall reads 100 rows of Table
