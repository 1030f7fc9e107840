story slow-warehouse
title "A warehouse is slow for a day: every query on it takes many times as long"
class fault
attribution pipeline_fault
guard speaks up

let Warehouse = a warehouse where is used by people
starts on a workday between 06:00 and 11:00
concerns Warehouse

queries on Warehouse take between 4 and 9 times as long for between 6 and 14 hours
