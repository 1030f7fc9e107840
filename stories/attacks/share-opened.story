story share-opened
title "A share is opened to a recipient outside, with tables that were never shared"
class attack
attribution unauthorized_access
guard speaks up

let Admin = a person where is admin
let Schema = a schema where has tag sensitivity and is manageable by Admin
let Loot = between 1 and 4 tables of Schema
let Share = a new share
let Partner = a new recipient
starts on any day between 20:00 and 23:30 local to Admin
concerns Admin, Loot, Share

Admin logs in
Admin grants USE SCHEMA and SELECT on Schema to Admin
after between 2 and 12 minutes Admin opens Share with Loot to Partner
after between 20 and 90 minutes Admin revokes USE SCHEMA and SELECT on Schema from Admin
