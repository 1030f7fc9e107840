story holiday-dip
title "A long weekend: hardly anybody works and half of the orders come"
class benign
attribution data_shift
guard stays silent

let Load = a job where writes real rows and team is sales
let Orders = a table where is written by Load
let Length = between 2 and 4 days
starts on a weekend between 00:00 and 02:00
concerns Orders

people are between 0.1 and 0.3 times as active for Length
loads of Orders bring between 0.35 and 0.6 times the rows for Length
