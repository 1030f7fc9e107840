import type { MissingHourRow } from "../../attribution/define-reason.ts";
import type { CanonicalRelation } from "../../domain/canonical-relations.ts";
import { DAY_MS, type DurationMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Engine } from "../../ports/engine.ts";
import { rawSql, sql } from "../../sql/sql.ts";
import { silentHours } from "../find-silent-hours.ts";
import { rowField } from "../row-field.ts";
import type { IncidentAnswer } from "./incident-scope.ts";

/** Hours that are looked at around one incident. */
const HOUR_COUNT_MAX = 24 * 60;
/** A week and a day: what an hour's volume is compared with. */
const VOLUME_LOOK_BACK_MS = 8 * DAY_MS;
const QUERY_TIMEOUT_MS = (10 * 60_000) as DurationMs;
/** Ten years of hours. */
const HOUR_LIMIT = 24 * 3_660;

interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

interface HourVolume {
  readonly hourMs: number;
  readonly rowCount: number;
  readonly firstMs: number;
}

export type HourlyVolumes = ReadonlyMap<CanonicalRelation, readonly HourVolume[]>;

/** Rows by hour of each relation from the week before the first incident that reads it to the day after the last. */
export async function hourlyVolumes(
  engine: Engine,
  incidents: readonly { readonly span: Span; readonly relations: readonly CanonicalRelation[] }[],
  signal: AbortSignal,
): Promise<HourlyVolumes> {
  const volumes = new Map<CanonicalRelation, readonly HourVolume[]>();
  for (const relation of new Set(incidents.flatMap(({ relations }) => relations))) {
    const spans = incidents
      .filter(({ relations }) => relations.includes(relation))
      .map(({ span }) => hoursAround(span));
    const fromMs = Math.min(...spans.map((span) => span.fromMs));
    const untilMs = Math.max(...spans.map((span) => span.untilMs));
    volumes.set(relation, await volumeOf(engine, { relation, fromMs, untilMs, signal }));
  }
  return volumes;
}

function hoursAround({ startsAt, endsAt }: Span): { readonly fromMs: number; readonly untilMs: number } {
  return {
    fromMs: Math.floor((startsAt - VOLUME_LOOK_BACK_MS) / HOUR_MS) * HOUR_MS,
    untilMs: endsAt + DAY_MS,
  };
}

async function volumeOf(
  { dialect, query }: Engine,
  asked: {
    readonly relation: CanonicalRelation;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly signal: AbortSignal;
  },
): Promise<readonly HourVolume[]> {
  const hour = dialect.timeBucket(rawSql("event_time"), HOUR_MS);
  return query(
    {
      name: `hourly volume of ${asked.relation}`,
      sql: sql`SELECT ${dialect.epochMs(hour)} AS hour_ms, count(*) AS row_count, ${dialect.epochMs(rawSql("min(event_time)"))} AS first_ms
        FROM ${rawSql(asked.relation)}
        WHERE event_time >= ${dialect.timestampFromMs(asked.fromMs)} AND event_time < ${dialect.timestampFromMs(asked.untilMs)}
        GROUP BY ALL ORDER BY hour_ms`,
      row: (raw) => {
        const field = rowField(raw);
        return {
          hourMs: field.count("hour_ms"),
          rowCount: field.count("row_count"),
          firstMs: field.count("first_ms"),
        };
      },
    },
    { timeoutMs: QUERY_TIMEOUT_MS, signal: asked.signal, rowLimit: HOUR_LIMIT },
  );
}

/** Hours of the incident in which relations behind its findings are silent against the week before. */
export function silentHourRows(
  volumes: HourlyVolumes,
  span: Span,
  relations: readonly CanonicalRelation[],
): IncidentAnswer<MissingHourRow> {
  if (relations.length === 0) return { rows: null, omitted: [] };
  const { fromMs, untilMs } = hoursAround(span);
  const rows: MissingHourRow[] = [];
  const omitted: string[] = [];
  for (const relation of relations) {
    const hours = (volumes.get(relation) ?? [])
      .filter(({ hourMs, firstMs }) => hourMs >= fromMs && firstMs < untilMs)
      .slice(0, HOUR_COUNT_MAX);
    if (hours.length === HOUR_COUNT_MAX)
      omitted.push(`hourly volume of ${relation} beyond ${HOUR_COUNT_MAX} rows`);
    for (const hourMs of silentHours(hours))
      if (hourMs + HOUR_MS > span.startsAt && hourMs < span.endsAt)
        rows.push({ relation, at: epochMs(hourMs) });
  }
  return { rows, omitted };
}
