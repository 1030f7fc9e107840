import { BIGINT, VARCHAR } from "@duckdb/node-api";
import { epochMs } from "../../domain/units.ts";
import type { Checkpoint, CheckpointKey } from "../../ports/store.ts";
import { sql } from "../../sql/sql.ts";
import { firstRow, mapRows, numberAt, textAt } from "./answer-value.ts";
import type { DuckdbSession } from "./duckdb-session.ts";
import { parseJson } from "./stored-json.ts";

/**
 * Checkpoints kept of one detector and signal. A state is a cache: where none is left, folding starts further back and
 * gives the same, so a few are enough for what is restated or disowned soon after.
 */
const CHECKPOINTS_KEPT_COUNT = 8;

export async function saveCheckpoint(session: DuckdbSession, checkpoint: Checkpoint): Promise<void> {
  const { signal, signalVersion, detector, detectorVersion, windowStart, pool } = checkpoint;
  const checkpointId = await nextCheckpointId(session);
  await session.change(
    "replace a detector checkpoint",
    sql`DELETE FROM detector_checkpoint
        WHERE signal = ${signal} AND signal_version = ${signalVersion} AND detector = ${detector}
          AND detector_version = ${detectorVersion} AND window_start_ms = ${windowStart}`,
  );
  await session.change(
    "save a detector checkpoint",
    sql`INSERT INTO detector_checkpoint
          (checkpoint_id, signal, signal_version, detector, detector_version, window_start_ms, pool)
        VALUES (${checkpointId}, ${signal}, ${signalVersion}, ${detector}, ${detectorVersion}, ${windowStart},
          ${JSON.stringify(pool)})`,
  );
  const series = Object.entries(checkpoint.series);
  await session.append("save detector states", {
    table: "detector_checkpoint_series",
    rowCount: series.length,
    columns: [
      { type: BIGINT, at: () => BigInt(checkpointId) },
      { type: VARCHAR, at: (row) => series[row]?.[0] ?? null },
      { type: VARCHAR, at: (row) => JSON.stringify(series[row]?.[1]) },
    ],
  });
  await dropOldest(session, signal, detector);
}

export async function checkpointBefore(
  session: DuckdbSession,
  key: CheckpointKey,
): Promise<Checkpoint | null> {
  const { signal, signalVersion, detector, detectorVersion, notAfter } = key;
  const answer = await session.read(
    "find a detector checkpoint",
    sql`SELECT CAST(checkpoint_id AS DOUBLE), CAST(window_start_ms AS DOUBLE), pool FROM detector_checkpoint
        WHERE signal = ${signal} AND signal_version = ${signalVersion} AND detector = ${detector}
          AND detector_version = ${detectorVersion} AND window_start_ms <= ${notAfter}
        ORDER BY window_start_ms DESC LIMIT 1`,
  );
  const found = firstRow(answer, (chunk, row) => ({
    checkpointId: numberAt(chunk, 0, row),
    windowStart: epochMs(numberAt(chunk, 1, row)),
    pool: parseJson(textAt(chunk, 2, row)),
  }));
  if (found === null) return null;
  const { checkpointId, windowStart, pool } = found;
  const series = await readSeries(session, checkpointId);
  return { signal, signalVersion, detector, detectorVersion, windowStart, pool, series };
}

/** Drops the states of a signal that hold, or lack, something at or after a moment that has changed. */
export async function dropCheckpointsAfter(
  session: DuckdbSession,
  change: { readonly signal: string; readonly signalVersion: number; readonly windowStartMs: number },
): Promise<void> {
  await session.change(
    "drop detector checkpoints",
    sql`DELETE FROM detector_checkpoint
        WHERE signal = ${change.signal} AND signal_version = ${change.signalVersion}
          AND window_start_ms > ${change.windowStartMs}`,
  );
  await dropLooseSeries(session);
}

async function readSeries(session: DuckdbSession, checkpointId: number): Promise<Checkpoint["series"]> {
  const answer = await session.read(
    "read detector states",
    sql`SELECT series_key, state FROM detector_checkpoint_series WHERE checkpoint_id = ${checkpointId}`,
  );
  // Object.fromEntries defines a key `__proto__` instead of setting the prototype.
  return Object.fromEntries(
    mapRows(answer, (chunk, row) => [textAt(chunk, 0, row), parseJson(textAt(chunk, 1, row))] as const),
  );
}

async function nextCheckpointId(session: DuckdbSession): Promise<number> {
  const answer = await session.read(
    "number a detector checkpoint",
    sql`SELECT CAST(max(checkpoint_id) AS DOUBLE) FROM detector_checkpoint HAVING count(*) > 0`,
  );
  return (firstRow(answer, (chunk, row) => numberAt(chunk, 0, row)) ?? 0) + 1;
}

async function dropOldest(session: DuckdbSession, signal: string, detector: string): Promise<void> {
  await session.change(
    "drop old detector checkpoints",
    sql`DELETE FROM detector_checkpoint WHERE signal = ${signal} AND detector = ${detector}
          AND checkpoint_id NOT IN (
            SELECT checkpoint_id FROM detector_checkpoint WHERE signal = ${signal} AND detector = ${detector}
            ORDER BY signal_version DESC, detector_version DESC, window_start_ms DESC
            LIMIT ${CHECKPOINTS_KEPT_COUNT})`,
  );
  await dropLooseSeries(session);
}

async function dropLooseSeries(session: DuckdbSession): Promise<void> {
  await session.change(
    "drop old detector states",
    sql`DELETE FROM detector_checkpoint_series
        WHERE checkpoint_id NOT IN (SELECT checkpoint_id FROM detector_checkpoint)`,
  );
}
