story terraform-reapply
title "Infrastructure as code applies all grants again: dozens of grants that change nothing"
class benign
attribution newly_authorized_access
guard stays silent

let Terraform = a service where duty is infrastructure
let Schemas = between 4 and 9 schemas where is manageable by Terraform
let Group = a group where is synced and name contains "engineers"
starts on a workday between 08:00 and 18:00
concerns Terraform, Schemas

Terraform logs in by oauth
repeat between 1 and 2 times within about 20 minutes
  for each Schema of Schemas
    Terraform calls "unityCatalog.getPermissions" with securable_full_name "{Schema}"
    Terraform grants USE SCHEMA on Schema to Group
