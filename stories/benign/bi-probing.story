story bi-probing
title "A BI tool is connected anew and looks at every table it can see, some of which it may not read"
class benign
attribution usage_growth
guard stays silent

let Tool = a service where duty is dashboards
let Seen = between 8 and 20 tables where is readable by Tool
let Hidden = between 2 and 6 tables where is not readable by Tool
starts on a workday between 08:00 and 17:00
concerns Tool

Tool logs in by oauth
for each Table of Seen within about 6 minutes
  Tool calls "unityCatalog.getTable" with full_name_arg "{Table}"
  Tool reads 1 rows of Table
for each Table of Hidden within 3 minutes
  Tool reads 1 rows of Table
