# Nothing is large on any day. It is the sum that is wrong.
story slow-collection
title "Somebody who may read a table copies it bit by bit over weeks"
class attack
attribution unauthorized_access
guard speaks up

let Thief = a person where role is one of analyst, scientist or engineer
let Target = a table where is readable by Thief and is not read by Thief
let Bite = between 150 and 400
starts on a workday between 10:00 and 15:00 local to Thief
concerns Thief, Target

every workday for between 18 and 26 days between 09:30 and 17:30 local to Thief
  repeat between 1 and 2 times within 3 hours
    Thief reads Bite rows of Target
  Thief downloads the result as csv
