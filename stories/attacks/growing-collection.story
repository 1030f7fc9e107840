# Each day is close to the day before: a baseline that learns from everything learns this, too.
story growing-collection
title "Reads of a sensitive table grow by 5 % a day until they are many times what they were"
class attack
attribution unauthorized_access
guard speaks up

let Thief = a person where role is one of analyst, manager or steward
let Target = a table where has rows and is readable by Thief
let Bite = between 60 and 160
starts on a workday between 09:00 and 12:00 local to Thief
concerns Thief, Target

every day for between 26 and 34 days between 08:00 and 19:00 local to Thief
  Thief reads Bite growing 5 % a day rows of Target
window ends
