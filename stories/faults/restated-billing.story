story restated-billing
title "Two days of billing are taken back and given anew, somewhat higher"
class fault
attribution telemetry_fault
guard speaks up

let Workspaces = all workspaces
starts on any day between 00:00 and 12:00
concerns Workspaces

billing is restated by between 15 and 40 % up for between 1 and 2 days
