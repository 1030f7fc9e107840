story month-end
title "At the end of the month finance works late, reads more and closes the books"
class benign
attribution usage_growth
guard stays silent

let First = a person where team is finance
let Closers = between 2 and 4 persons where team is finance
let Books = between 1 and 3 tables where name contains "prod.finance." and is readable by First
starts on the last day of a month between 13:00 and 16:00 local to First
concerns Closers, Books

people of team finance are between 1.6 and 2.5 times as active for between 2 and 3 days
every day for 3 days between 18:00 and 23:00 local to First
  for each Closer of Closers within 3 hours
    Closer reads between 3_000 and 30_000 rows of Books
    Closer downloads the result as xlsx
