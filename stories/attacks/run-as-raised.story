# Who can change a job and act as a service reads with the rights of the service.
story run-as-raised
title "An engineer's job is made to run as a service that may read much more"
class attack
attribution unauthorized_access
guard speaks up

let Service = a service where duty is pipeline
let Engineer = a person where role is engineer
let Secrets = between 1 and 3 tables where is readable by Service and is not readable by Engineer
let Job = a new job
starts on a workday between 15:00 and 22:00 local to Engineer
concerns Engineer, Service, Job, Secrets

Engineer creates Job
repeat between 2 and 4 times within about 3 hours
  Engineer starts Job
window begins
on day 2 between 15:00 and 22:00 local to Engineer Engineer makes Job run as Service
after between 1 and 6 minutes Engineer starts Job
for each Table of Secrets within 10 minutes
  Service reads between 10_000 and 80_000 rows of Table
after between 20 and 60 minutes Engineer makes Job run as Engineer
