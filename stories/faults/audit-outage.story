story audit-outage
title "The audit log is not delivered for hours, then all of it comes"
class fault
attribution telemetry_fault
guard speaks up

let Workspaces = all workspaces
starts on a workday between 06:00 and 14:00
concerns Workspaces

delivery of system.access.audit stops for between 5 and 14 hours
