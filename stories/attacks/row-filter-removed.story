story row-filter-removed
title "A row filter is dropped, all rows are read, the filter comes back"
class attack
attribution unauthorized_access
guard speaks up

let Table = a table where has a row filter
let Insider = a person where can manage Table
let Reader = a person where can read Table and is not Insider
starts between 18:00 and 23:00 local to Insider
concerns Insider, Reader, Table

repeat between 1 and 2 times within 10 minutes
  Reader reads Table
after between 10 and 40 minutes Insider removes the row filter of Table
after between 2 and 10 minutes Reader reads Table
Reader downloads the result as csv
after about 20 minutes Insider restores the row filter of Table
