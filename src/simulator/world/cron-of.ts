const HOUR_MINUTES = 60;
const DAY_MINUTES = 1440;
/** Weeks are counted from 1970-01-01, a Thursday. */
const DAYS = ["THU", "FRI", "SAT", "SUN", "MON", "TUE", "WED"] as const;

/**
 * Quartz expression for a schedule of every hour, every few hours, every day or every week; `startMinute` counts from the
 * start of the period in UTC.
 */
export function cronOf(everyMinutes: number, startMinute: number): string {
  const minute = startMinute % HOUR_MINUTES;
  const hour = Math.floor(startMinute / HOUR_MINUTES) % 24;
  if (everyMinutes <= HOUR_MINUTES) return `0 ${minute} * * * ?`;
  if (everyMinutes < DAY_MINUTES) return `0 ${minute} ${hour}/${everyMinutes / HOUR_MINUTES} * * ?`;
  if (everyMinutes === DAY_MINUTES) return `0 ${minute} ${hour} * * ?`;
  return `0 ${minute} ${hour} ? * ${DAYS[Math.floor(startMinute / DAY_MINUTES) % DAYS.length] ?? "THU"}`;
}
