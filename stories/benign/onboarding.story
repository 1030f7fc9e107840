story onboarding
title "Somebody new joins a team: the directory adds them, and they try out what the team works with"
class benign
attribution newly_authorized_access
guard stays silent

let Peer = a person where role is one of analyst, scientist or engineer
let New = a new person like Peer
let Groups = all groups where is synced and contains Peer
let Tables = between 2 and 6 tables where is read by Peer
starts on a workday between 07:00 and 09:00 local to Peer
concerns New, Tables

sync creates New
for each Group of Groups within 3 minutes
  sync adds New to Group
after between 1 and 3 hours New logs in
every workday for between 4 and 8 days between 09:00 and 12:00 local to Peer
  for each Table of Tables within 4 hours
    New reads between 50 and 1_500 rows of Table
