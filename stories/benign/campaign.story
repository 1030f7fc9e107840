# The spike next door to the 02:14 story: everything upstream of it moved first, and nobody got anything.
story campaign
title "A campaign brings twice the orders and the people who look at them"
class benign
attribution data_shift
guard stays silent

let Load = a job where writes real rows and team is sales and runs at least every 1 day
let Orders = a table where is written by Load
let Length = between 2 and 5 days
starts on a workday between 06:00 and 10:00
concerns Orders, Load

loads of Orders bring between 1.8 and 2.6 times the rows for Length
people of team marketing are between 1.4 and 2 times as active for Length
people of team sales are between 1.3 and 1.7 times as active for Length
Load takes between 1.3 and 1.8 times as long for Length
