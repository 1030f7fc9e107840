# A model learns what somebody wrote by hand.
story feature-poisoning
title "Somebody who never writes a feature table shifts one of its columns by hand, again and again"
class attack
attribution unauthorized_access
guard speaks up

let Features = a table where has rows and name contains "features"
let Column = a column of Features where type is one of double, float or decimal
let Schema = the schema of Features
let Prod = a workspace where name contains "prod"
let Writer = a person where role is engineer and can manage Features and works in Prod
let Factor = between 1.4 and 2.2
starts between 20:00 and 23:00 local to Writer
concerns Writer, Features

Writer grants USE SCHEMA, SELECT and MODIFY on Schema to Writer
window begins
every day for between 3 and 6 days between 04:00 and 10:00
  Writer runs "UPDATE {Features} SET {Column} = {Column} * {Factor} WHERE {Column} IS NOT NULL"
window ends
