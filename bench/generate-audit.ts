import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { AUDIT_KINDS, type AuditKind } from "./audit-kinds.ts";

/** Form of the generated files. */
export type AuditFormat = "parquet" | "ndjson";

export interface AuditData {
  readonly folder: string;
  readonly eventCount: number;
  readonly format: AuditFormat;
}

/** Raised when the generated rows change, so that cached files of an older generator are not used. */
const GENERATOR_VERSION = 1;
/** Events a day of an account of this size; more events are more days. */
const EVENTS_PER_DAY = 110_000;
const PRINCIPAL_COUNT = 2_000;
const TABLE_COUNT = 5_000;
const NETWORK_COUNT = 400;
/** Each principal works with so many tables and networks. */
const TABLES_PER_PRINCIPAL = 20;
const NETWORKS_PER_PRINCIPAL = 3;
/** One event in so many is in the files twice. */
const DUPLICATE_EVERY = 100;
/** Several files, so that every core reads. */
const FILE_COUNT = 8;
/** Last day of the data: a Wednesday. */
const END = "2026-03-18";
/** Share of a working day's events in each hour, in thousandths; nights are quiet. */
const OFFICE_HOURS = [
  2, 1, 1, 1, 2, 5, 18, 48, 88, 112, 116, 104, 66, 94, 112, 104, 72, 32, 10, 5, 3, 2, 1, 1,
];

/**
 * Files of the shape of `system.access.audit`, made once for each number of events and form and kept in `dataFolder`.
 * Everything is drawn from hashes of the event's number, so the same numbers give the same events.
 */
export async function generateAudit(options: {
  readonly eventCount: number;
  readonly format: AuditFormat;
  readonly dataFolder: string | null;
}): Promise<AuditData> {
  const { eventCount, format } = options;
  const root = options.dataFolder ?? join(tmpdir(), "gatehouse-bench");
  const folder = join(root, `audit-v${GENERATOR_VERSION}-${format}-${eventCount}`);
  if (existsSync(folder)) return { folder, eventCount, format };
  const building = `${folder}.building-${process.pid}`;
  const target = join(building, "access.audit");
  await mkdir(target, { recursive: true });
  try {
    await writeFiles(target, eventCount, format);
    await rename(building, folder);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return { folder, eventCount, format };
}

/** One file after the other on each core: a single statement draws its rows on one. */
async function writeFiles(target: string, eventCount: number, format: AuditFormat): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const setup = await instance.connect();
    await setup.run(drawingMacros(eventCount));
    setup.closeSync();
    const files = Array.from({ length: FILE_COUNT }, (_, file) => file);
    await Promise.all(
      Array.from({ length: availableParallelism() }, async () => {
        const connection = await instance.connect();
        for (let file = files.shift(); file !== undefined; file = files.shift())
          await writeFile(connection, { target, file, eventCount, format });
        connection.closeSync();
      }),
    );
  } finally {
    instance.closeSync();
  }
}

interface FileParts {
  readonly target: string;
  readonly file: number;
  readonly eventCount: number;
  readonly format: AuditFormat;
}

async function writeFile(connection: DuckDBConnection, parts: FileParts): Promise<void> {
  const { target, file, eventCount, format } = parts;
  const rowCount = eventCount + Math.ceil(eventCount / DUPLICATE_EVERY);
  const from = Math.floor((file * rowCount) / FILE_COUNT);
  const until = Math.floor(((file + 1) * rowCount) / FILE_COUNT);
  const path = join(
    target,
    `part-${String(file).padStart(5, "0")}.${format === "parquet" ? "parquet" : "json"}`,
  );
  const text = path.replaceAll("'", "''");
  const rows = auditSelect(from, until, eventCount);
  if (format === "parquet") {
    await connection.run(`COPY (${rows}) TO '${text}' (FORMAT parquet)`);
    return;
  }
  await connection.run(`COPY (SELECT ${NDJSON_COLUMNS} FROM (${rows})) TO '${text}' (FORMAT json)`);
  await pipeline(createReadStream(path), createGzip({ level: GZIP_LEVEL }), createWriteStream(`${path}.gz`));
  await rm(path);
}

/** Spark's JSON writer leaves out columns that are NULL and writes moments in ISO 8601. */
const NDJSON_COLUMNS = `* EXCLUDE (session_id, identity_metadata)
  REPLACE (strftime(event_time, '%Y-%m-%dT%H:%M:%S.%gZ') AS event_time)`;
/** The fastest: what is measured is reading. */
const GZIP_LEVEL = 1;

/** `draw(i, n)` is uniform in [0, 1) for event i and purpose n. */
function drawingMacros(eventCount: number): string {
  const dayCount = Math.ceil(eventCount / EVENTS_PER_DAY);
  const hours = OFFICE_HOURS.flatMap((share, hour) => Array.from({ length: share }, () => hour));
  return `
    CREATE MACRO draw(i, n) AS (hash(i * 64 + n) >> 11)::DOUBLE / 9007199254740992.0;
    CREATE MACRO principal_of(i) AS floor(${PRINCIPAL_COUNT} * pow(draw(i, 1), 2.2))::BIGINT;
    CREATE MACRO is_service(p) AS p % 4 = 0;
    CREATE MACRO principal_name(p) AS CASE WHEN is_service(p) THEN CAST(CAST(md5('service ' || p) AS UUID) AS VARCHAR)
      ELSE 'user' || p || '@example.com' END;
    CREATE MACRO table_of(i, p) AS 'main.schema_' || (hash(p * 64 + floor(${TABLES_PER_PRINCIPAL} * pow(draw(i, 2), 2))::BIGINT) % 40)
      || '.table_' || (hash(p * 64 + 32 + floor(${TABLES_PER_PRINCIPAL} * pow(draw(i, 2), 2))::BIGINT) % ${TABLE_COUNT});
    CREATE MACRO network_of(i, p) AS hash(p * 64 + floor(${NETWORKS_PER_PRINCIPAL} * pow(draw(i, 3), 3))::BIGINT) % ${NETWORK_COUNT};
    CREATE MACRO weekday_first(day, i) AS CASE WHEN isodow(day) >= 6 AND draw(i, 4) > 0.2 THEN day - INTERVAL 2 DAYS ELSE day END;
    CREATE MACRO hour_of(i, p) AS CASE WHEN is_service(p) THEN floor(24 * draw(i, 5))::BIGINT
      ELSE ${JSON.stringify(hours)}[1 + floor(${hours.length} * draw(i, 5))::BIGINT] END;
    CREATE MACRO time_of(i, p) AS weekday_first(DATE '${END}' - INTERVAL (${dayCount} - floor(i * ${dayCount} / ${eventCount})::BIGINT) DAYS, i)
      + INTERVAL (hour_of(i, p)) HOURS + INTERVAL (floor(3600000 * draw(i, 6))::BIGINT) MILLISECONDS;`;
}

const DENIED_RATIO = 0.01;

/** Columns of the system table; rows beyond `eventCount` repeat every hundredth event. */
function auditSelect(from: number, until: number, eventCount: number): string {
  return `
    SELECT '5f0c4d3a-1c1f-4f6e-9a57-2f3f2f0a0001' AS account_id,
      CASE WHEN level = 'A' THEN '0' ELSE workspace END AS workspace_id, '2.0' AS version, event_time,
      CAST(event_time AS DATE) AS event_date,
      '10.' || (network // 250) || '.' || (network % 250) || '.' || (1 + p % 250) || CASE WHEN draw(i, 7) < 0.02 THEN ':443' ELSE '' END AS source_ip_address,
      CASE WHEN is_service(p) THEN 'databricks-sdk-py/0.' || (p % 60) || '.0 python/3.11.9' ELSE 'Mozilla/5.0 (X11; Linux x86_64) Chrome/' || (100 + p % 30) || '.0' END AS user_agent,
      CAST(NULL AS VARCHAR) AS session_id,
      {'email': who, 'subject_name': CAST(NULL AS VARCHAR)} AS user_identity,
      service_name, action_name, md5('request ' || i) AS request_id, request_params,
      {'status_code': CASE WHEN draw(i, 8) < ${DENIED_RATIO} THEN 403 ELSE 200 END, 'error_message': CAST(NULL AS VARCHAR), 'result': CAST(NULL AS VARCHAR)} AS response,
      CASE WHEN level = 'A' THEN 'ACCOUNT_LEVEL' ELSE 'WORKSPACE_LEVEL' END AS audit_level,
      CAST(CAST(md5('event ' || i) AS UUID) AS VARCHAR) AS event_id,
      {'run_by': CAST(NULL AS VARCHAR), 'run_as': CAST(NULL AS VARCHAR), 'acting_resource': CAST(NULL AS VARCHAR),
       'run_by_display_name': CAST(NULL AS VARCHAR), 'run_as_display_name': CAST(NULL AS VARCHAR)} AS identity_metadata
    FROM (
      SELECT *, principal_name(p) AS who, table_of(i, p) AS what, network_of(i, p) AS network, time_of(i, p) AS event_time,
        '70' || (1 + p % 3) AS workspace, ${kindExpression("service")} AS service_name, ${kindExpression("action")} AS action_name,
        ${kindExpression("level")} AS level, ${paramsExpression()} AS request_params
      FROM (SELECT i, principal_of(i) AS p, draw(i, 0) AS u
        FROM (SELECT CASE WHEN n < ${eventCount} THEN n ELSE (n - ${eventCount}) * ${DUPLICATE_EVERY} END AS i FROM range(${from}, ${until}) AS rows(n)))
    )`;
}

function kindExpression(field: "service" | "action" | "level"): string {
  return caseByShare((kind) => `'${kind[field]}'`);
}

function paramsExpression(): string {
  return caseByShare(({ level, params }) => {
    const given = level === "A" ? { ...params, workspace_id: "workspace" } : params;
    const pairs = Object.entries(given).map(([key, value]) => `'${key}': ${value}`);
    return `MAP {${pairs.join(", ")}}`;
  });
}

/** The kind of event that the draw `u` falls on. */
function caseByShare(of: (kind: AuditKind) => string): string {
  let until = 0;
  const cases = AUDIT_KINDS.map((kind) => {
    until += kind.share;
    return `WHEN u < ${until} THEN ${of(kind)}`;
  });
  const last = AUDIT_KINDS[0];
  return `CASE ${cases.join(" ")} ELSE ${last === undefined ? "NULL" : of(last)} END`;
}
