import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { DurationMs } from "../../domain/units.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { OTHER_VALUES, type ProfiledColumn, profileFormOf, profileQuery } from "../../sql/profile-query.ts";
import { sql } from "../../sql/sql.ts";
import type { BoundRow } from "./bound-rows.ts";
import { plainRows, type RawRow, runInSession, type Session, type SessionQuery } from "./session.ts";

/** Longest profile of one table. */
const PROFILE_TIMEOUT_MS = (30 * 60_000) as DurationMs;
/** Buckets and frequent values of a thousand columns. */
const PROFILE_ROW_COUNT_MAX = 1_000_000;

/**
 * Profiles the current version of a table: one row of the table and one a column, as the raw table of profiles has them.
 *
 * Errors: DATABRICKS_DENIED and DATABRICKS_NOT_FOUND for the table; ENGINE_FAILED for one without a history (a view).
 * Cost: two scans of each column.
 */
export async function profileTable(
  session: Session,
  fullName: string,
  signal: AbortSignal,
): Promise<readonly BoundRow[]> {
  const table = databricksDialect.rawTable(fullName);
  const limits = { timeoutMs: PROFILE_TIMEOUT_MS, signal };
  const version = await newestVersion(session, {
    name: `history of ${fullName}`,
    sql: sql`DESCRIBE HISTORY ${table}`,
    ...limits,
  });
  const columns = await columnsOf(session, {
    name: `columns of ${fullName}`,
    sql: sql`SELECT * FROM ${table} LIMIT 0`,
    ...limits,
  });
  const rows = await profileRows(session, {
    name: `profile of ${fullName}`,
    sql: profileQuery(databricksDialect, { table, columns }),
    ...limits,
  });
  const shape = { table_full_name: fullName, ...version };
  const ofTable = rows.find(({ kind }) => kind === "table");
  return [
    { ...shape, row_count: String(ofTable?.rowCount ?? 0), column_count: String(columns.length) },
    ...columns.map((column, index) => ({
      ...shape,
      ...columnRow(
        column,
        rows.filter((row) => row.columnIndex === index),
      ),
    })),
  ];
}

/** A history lists the newest version first. */
async function newestVersion(
  session: Session,
  question: SessionQuery,
): Promise<{ readonly version: string; readonly commit_time: string; readonly writer: string | null }> {
  const operation = session.begin(question.name, question);
  const statement = await runInSession(session, operation, {
    sql: question.sql,
    rowLimit: 1,
    disposition: "INLINE",
  });
  for await (const [row] of plainRows(session, operation, statement)) {
    const version = row?.["version"];
    const commitTime = row?.["timestamp"];
    if (typeof version !== "number" || typeof commitTime !== "string") break;
    return { version: String(version), commit_time: commitTime, writer: writerOf(row ?? {}) };
  }
  throw new GatehouseError("ENGINE_FAILED", { message: `\`${question.name}\` tells no version` });
}

/** The job that wrote it, or else the principal. */
function writerOf(row: RawRow): string | null {
  const job = row["job"];
  const jobId = typeof job === "object" && job !== null && "jobId" in job ? job.jobId : null;
  if (typeof jobId === "string" || typeof jobId === "number") return String(jobId);
  const name = row["userName"];
  return typeof name === "string" ? name : null;
}

async function columnsOf(session: Session, question: SessionQuery): Promise<readonly ProfiledColumn[]> {
  const operation = session.begin(question.name, question);
  const { columns } = await runInSession(session, operation, {
    sql: question.sql,
    rowLimit: null,
    disposition: "INLINE",
  });
  return columns.map(({ name, typeText }) => ({ name, type: typeText.toLowerCase() })).filter(isProfiled);
}

/** Types that are not ours to read (intervals, variants) have no profile. */
function isProfiled(column: ProfiledColumn): boolean {
  try {
    profileFormOf(column.type);
    return true;
  } catch (error) {
    if (error instanceof GatehouseError) return false;
    throw error;
  }
}

interface ProfileRow {
  readonly kind: string;
  readonly columnIndex: number;
  readonly bucket: number | null;
  readonly item: string | null;
  readonly rowCount: number;
  readonly nullCount: number | null;
  readonly distinctCount: number | null;
  readonly mean: number | null;
}

async function profileRows(session: Session, question: SessionQuery): Promise<readonly ProfileRow[]> {
  const operation = session.begin(question.name, question);
  const statement = await runInSession(session, operation, {
    sql: question.sql,
    rowLimit: PROFILE_ROW_COUNT_MAX,
    disposition: "EXTERNAL_LINKS",
  });
  if (statement.isTruncated)
    throw new GatehouseError("ENGINE_FAILED", { message: `\`${question.name}\` has too many columns` });
  const rows: ProfileRow[] = [];
  for await (const chunk of plainRows(session, operation, statement)) rows.push(...chunk.map(profileRow));
  return rows;
}

function profileRow(row: RawRow): ProfileRow {
  const { kind, item } = row;
  if (typeof kind !== "string") throw unlikeProfile("kind");
  return {
    kind,
    columnIndex: numberOr(row, "column_index", -1),
    bucket: numberOr(row, "bucket", null),
    item: typeof item === "string" ? item : null,
    rowCount: numberOr(row, "row_count", 0),
    nullCount: numberOr(row, "null_count", null),
    distinctCount: numberOr(row, "distinct_count", null),
    mean: numberOr(row, "mean", null),
  };
}

function numberOr<Absent>(row: RawRow, column: string, absent: Absent): number | Absent {
  const value = row[column];
  if (value === null) return absent;
  if (typeof value !== "number") throw unlikeProfile(column);
  return value;
}

function unlikeProfile(column: string): GatehouseError {
  return new GatehouseError("ENGINE_ROW_SHAPE", {
    message: `column \`${column}\` of a profile has another type`,
  });
}

function columnRow(column: ProfiledColumn, rows: readonly ProfileRow[]): BoundRow {
  const whole = rows.find(({ kind }) => kind === "column");
  const form = profileFormOf(column.type);
  const valueCount = (whole?.rowCount ?? 0) - (whole?.nullCount ?? 0);
  return {
    column_name: column.name,
    data_type: column.type,
    row_count: textOrNull(whole?.rowCount),
    null_count: textOrNull(whole?.nullCount),
    distinct_count: textOrNull(whole?.distinctCount),
    mean: Number.isFinite(whole?.mean) ? textOrNull(whole?.mean) : null,
    sketch: form === "sketch" ? counts(rows, "bucket") : null,
    frequent_items: form === "values" ? withOthers(counts(rows, "value"), valueCount) : null,
  };
}

type Counts = Readonly<Record<string, string>>;

function counts(rows: readonly ProfileRow[], kind: "bucket" | "value"): Counts {
  return Object.fromEntries(
    rows.flatMap((row) =>
      row.kind === kind
        ? [[kind === "bucket" ? String(row.bucket) : (row.item ?? ""), String(row.rowCount)]]
        : [],
    ),
  );
}

/** The values that are not told apart, together. */
function withOthers(told: Counts, valueCount: number): Counts {
  const toldCount = Object.values(told).reduce((sum, count) => sum + Number(count), 0);
  return valueCount > toldCount ? { ...told, [OTHER_VALUES]: String(valueCount - toldCount) } : told;
}

function textOrNull(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
