story reorganization
title "Two teams are merged: one evening the directory moves people between groups"
class benign
attribution newly_authorized_access
guard stays silent

let From = a group where is synced and has members and name contains "sales-"
let To = a group where is synced and has members and name contains "marketing"
let Movers = between 2 and 5 persons where is member of From and is not member of To
starts on a workday between 17:00 and 20:00
concerns Movers, From, To

for each Mover of Movers within about 10 minutes
  sync adds Mover to To
on day 2 between 17:00 and 20:00 sync removes Movers from From
