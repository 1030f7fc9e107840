story password-spraying
title "One network tries many accounts, and gets into one"
class attack
attribution unauthorized_access
guard speaks up

let Tried = between 8 and 20 persons
let Victim = a person where is not Tried
let Loot = between 2 and 4 tables where is readable by Victim
let Net = a new network
starts between 00:00 and 06:00
concerns Victim, Loot

for each Person of Tried within about 25 minutes
  Person now comes from Net
  repeat between 1 and 3 times
    Person fails to log in by browser
Victim now comes from Net
repeat between 1 and 3 times
  Victim fails to log in by browser
Victim logs in by browser
after between 5 and 30 minutes Victim reads between 10_000 and 60_000 rows of Loot
Victim downloads the result as csv
