story cost-surge
title "A job is given a cluster far too large, and costs several times as much"
class fault
attribution pipeline_fault
guard speaks up

let Job = a job where runs at least every 1 day
let Engineer = a person where can change Job
let Length = between 2 and 6 days
starts on a workday between 09:00 and 17:00 local to Engineer
concerns Job

Engineer renames Job to one of "nightly_load_large", "load_v2" or "load_photon"
Job costs between 3 and 7 times as much for Length
Job takes between 0.8 and 1.1 times as long for Length
