import { BOOLEAN, DOUBLE, VARCHAR } from "@duckdb/node-api";
import { invariant } from "../../domain/gatehouse-error.ts";
import type { ObservationFilter, StoredObservations } from "../../ports/store.ts";
import { type Sql, sql } from "../../sql/sql.ts";
import { firstRow, numberAt, textAt, textOrNullAt } from "./answer-value.ts";
import { dropCheckpointsAfter } from "./checkpoint-table.ts";
import type { Answer, DuckdbSession } from "./duckdb-session.ts";

/** Rows that are read at a time, unless one window holds more. */
const BATCH_ROW_COUNT = 65_536;

/** Makes the table of arriving rows that a writing session needs; it belongs to the session and holds nothing between calls. */
export async function prepareArrivals(session: DuckdbSession): Promise<void> {
  await session.change(
    "prepare for observations",
    sql`CREATE TEMP TABLE arrival (
      window_start_ms DOUBLE NOT NULL,
      series_key VARCHAR NOT NULL,
      value DOUBLE NOT NULL,
      support_count DOUBLE NOT NULL,
      parts VARCHAR,
      is_disowned BOOLEAN NOT NULL)`,
  );
}

/**
 * Stores observations: arriving rows go into a table of their own, take over the mark of the rows that they replace,
 * and are moved over. Cost: about 700,000 rows a second; finding the replaced rows reads only their windows.
 */
export async function appendObservations(
  session: DuckdbSession,
  observations: StoredObservations,
): Promise<void> {
  if (observations.rowCount === 0) return;
  const { signal, signalVersion } = observations;
  const firstWindowMs = checkObservations(observations);
  await appendArrivals(session, observations);
  await refuseRepeatedArrivals(session);
  const isStored = sql`observation.signal = ${signal} AND observation.signal_version = ${signalVersion}
    AND observation.window_start_ms >= ${firstWindowMs}
    AND observation.window_start_ms = arrival.window_start_ms AND observation.series_key = arrival.series_key`;
  await session.change(
    "keep disowned observations disowned",
    sql`UPDATE arrival SET is_disowned = true FROM observation WHERE observation.is_disowned AND ${isStored}`,
  );
  await session.change("replace observations", sql`DELETE FROM observation USING arrival WHERE ${isStored}`);
  await session.change(
    "store observations",
    sql`INSERT INTO observation
          (signal, signal_version, window_start_ms, series_key, value, support_count, parts, is_disowned)
        SELECT ${signal}, ${signalVersion}, CAST(window_start_ms AS BIGINT), series_key, value, support_count, parts,
          is_disowned
        FROM arrival`,
  );
  await session.change("clear arrived observations", sql`DELETE FROM arrival`);
  await dropCheckpointsAfter(session, { signal, signalVersion, windowStartMs: firstWindowMs });
}

/** Marks observations, and drops the states that have learned from them. Returns how many were newly marked. */
export async function disownObservations(session: DuckdbSession, filter: ObservationFilter): Promise<number> {
  const { signal, signalVersion } = filter;
  const count = await session.change(
    "disown observations",
    sql`UPDATE observation SET is_disowned = true WHERE ${isTrusted(filter)}`,
  );
  if (count > 0) await dropCheckpointsAfter(session, { signal, signalVersion, windowStartMs: filter.from });
  return count;
}

/** Reads whole windows in order, as many at a time as fit into a batch; memory is that of a batch. */
export async function* trustedObservations(
  session: DuckdbSession,
  filter: ObservationFilter,
): AsyncGenerator<StoredObservations> {
  for (const range of await planRanges(session, filter)) {
    const answer = await session.read(
      "read observations",
      sql`SELECT CAST(window_start_ms AS DOUBLE), series_key, value, support_count, parts FROM observation
          WHERE ${isTrusted({ ...filter, from: range.firstMs, until: range.lastMs + 1 })}
          ORDER BY window_start_ms, series_key`,
    );
    if (answer.rowCount > 0) yield readObservations(answer, filter);
  }
}

/** The same condition for every use of a filter; bounds are plain numbers here. */
function isTrusted(filter: Omit<ObservationFilter, "from" | "until"> & { from: number; until: number }): Sql {
  const { signal, signalVersion, seriesKey, from, until } = filter;
  const isSeries = seriesKey === null ? sql`true` : sql`series_key = ${seriesKey}`;
  return sql`signal = ${signal} AND signal_version = ${signalVersion} AND ${isSeries}
    AND window_start_ms >= ${from} AND window_start_ms < ${until} AND NOT is_disowned`;
}

/** Shape and range of every row, so that nothing wrong is half stored. Returns the earliest window. */
function checkObservations(observations: StoredObservations): number {
  const { rowCount, windowStart, seriesKey, value, supportCount, parts } = observations;
  const lengths = [windowStart.length, seriesKey.length, value.length, supportCount.length];
  if (parts !== null) lengths.push(parts.length);
  invariant(
    lengths.every((length) => length === rowCount),
    "columns of observations differ in length",
  );
  let firstWindowMs = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rowCount; row += 1) {
    const windowStartMs = windowStart[row] ?? Number.NaN;
    invariant(Number.isSafeInteger(windowStartMs), "an observation has no window");
    invariant(Number.isFinite(value[row]), "the value of an observation is not finite");
    invariant((supportCount[row] ?? -1) >= 0, "the support of an observation is not a count");
    if (windowStartMs < firstWindowMs) firstWindowMs = windowStartMs;
  }
  return firstWindowMs;
}

async function appendArrivals(session: DuckdbSession, observations: StoredObservations): Promise<void> {
  const { rowCount, windowStart, seriesKey, value, supportCount, parts } = observations;
  await session.append("take in observations", {
    table: "arrival",
    rowCount,
    columns: [
      { type: DOUBLE, at: (row) => windowStart[row] ?? null },
      { type: VARCHAR, at: (row) => seriesKey[row] ?? null },
      { type: DOUBLE, at: (row) => value[row] ?? null },
      { type: DOUBLE, at: (row) => supportCount[row] ?? null },
      { type: VARCHAR, at: (row) => parts?.[row] ?? null },
      { type: BOOLEAN, at: () => false },
    ],
  });
}

async function refuseRepeatedArrivals(session: DuckdbSession): Promise<void> {
  const answer = await session.read(
    "compare observations",
    sql`SELECT CAST(count(*) - count(DISTINCT (window_start_ms, series_key)) AS DOUBLE) FROM arrival`,
  );
  const repeatedCount = firstRow(answer, (chunk, row) => numberAt(chunk, 0, row));
  invariant(repeatedCount === 0, "observations hold one series twice in one window");
}

interface WindowRange {
  readonly firstMs: number;
  readonly lastMs: number;
}

async function planRanges(
  session: DuckdbSession,
  filter: ObservationFilter,
): Promise<readonly WindowRange[]> {
  const answer = await session.read(
    "count observations by window",
    sql`SELECT CAST(window_start_ms AS DOUBLE), CAST(count(*) AS DOUBLE) FROM observation
        WHERE ${isTrusted(filter)} GROUP BY window_start_ms ORDER BY window_start_ms`,
  );
  const ranges: WindowRange[] = [];
  let firstMs: number | null = null;
  let lastMs = 0;
  let rowCount = 0;
  for (const chunk of answer.chunks)
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const windowRowCount = numberAt(chunk, 1, row);
      if (firstMs !== null && rowCount + windowRowCount > BATCH_ROW_COUNT) {
        ranges.push({ firstMs, lastMs });
        firstMs = null;
        rowCount = 0;
      }
      lastMs = numberAt(chunk, 0, row);
      firstMs ??= lastMs;
      rowCount += windowRowCount;
    }
  if (firstMs !== null) ranges.push({ firstMs, lastMs });
  return ranges;
}

function readObservations(answer: Answer, filter: ObservationFilter): StoredObservations {
  const { rowCount } = answer;
  const windowStart = new Float64Array(rowCount);
  const value = new Float64Array(rowCount);
  const supportCount = new Float64Array(rowCount);
  const seriesKey: string[] = [];
  const parts: (string | null)[] = [];
  let hasParts = false;
  let at = 0;
  for (const chunk of answer.chunks)
    for (let row = 0; row < chunk.rowCount; row += 1, at += 1) {
      windowStart[at] = numberAt(chunk, 0, row);
      seriesKey.push(textAt(chunk, 1, row));
      value[at] = numberAt(chunk, 2, row);
      supportCount[at] = numberAt(chunk, 3, row);
      const part = textOrNullAt(chunk, 4, row);
      parts.push(part);
      hasParts ||= part !== null;
    }
  const { signal, signalVersion } = filter;
  return {
    signal,
    signalVersion,
    rowCount,
    windowStart,
    seriesKey,
    value,
    supportCount,
    parts: hasParts ? parts : null,
  };
}
