import { CANONICAL_RELATIONS, type CanonicalRelation } from "../../src/domain/canonical-relations.ts";

/** The table that the incident is about, and who reads it. */
export const REVENUE = "main.finance.revenue";
export const ANA = "ana@example.com";

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  "map<int,bigint>": "MAP(INT, BIGINT)",
  "map<string,bigint>": "MAP(VARCHAR, BIGINT)",
};

/** An empty canonical relation as a table. */
export function createTable(relation: CanonicalRelation): string {
  const columns = Object.entries(CANONICAL_RELATIONS[relation]).map(
    ([name, type]) => `${name} ${DUCKDB_TYPES[type] ?? type}`,
  );
  return `CREATE TABLE ${relation} (${columns.join(", ")})`;
}

function insert(relation: CanonicalRelation, rows: readonly Readonly<Record<string, unknown>>[]): string {
  const literal = (value: unknown): string => (typeof value === "string" ? `'${value}'` : String(value));
  return rows
    .map(
      (row) =>
        `INSERT INTO ${relation} (${Object.keys(row).join(", ")}) VALUES (${Object.values(row).map(literal).join(", ")})`,
    )
    .join("; ");
}

const EVENT = {
  principal: ANA,
  principal_kind: "user",
  is_denied: false,
  is_failed: false,
  network: "10.0.0.0/24",
};
/** Sixty days of work from 14:00 in another schema. */
const PAST = `INSERT INTO audit_event (event_id, event_time, principal, principal_kind, is_denied, is_failed, network, securable, category)
  SELECT 'past-' || day, TIMESTAMP '2026-03-13 14:00:00' - INTERVAL (day) DAY, '${ANA}', 'user', false, false, '10.0.0.0/24', 'main.web.visits', 'read'
  FROM range(60) AS days(day)`;

/** Statements that fill the relations with the telemetry of one incident and of the weeks before it. */
export const FILL_STATEMENTS: readonly string[] = [
  insert("audit_event", [
    {
      ...EVENT,
      event_id: "d1",
      event_time: "2026-03-14 01:50:00",
      category: "read",
      securable: REVENUE,
      is_denied: true,
      is_failed: true,
    },
    {
      ...EVENT,
      event_id: "d2",
      event_time: "2026-03-14 01:51:00",
      category: "read",
      securable: REVENUE,
      is_denied: true,
      is_failed: true,
    },
    {
      ...EVENT,
      event_id: "r1",
      event_time: "2026-03-14 02:09:00",
      category: "read",
      securable: REVENUE,
      network: "198.51.100.0/24",
    },
    {
      ...EVENT,
      event_id: "r2",
      event_time: "2026-03-14 02:10:00",
      category: "read",
      securable: REVENUE,
      network: "198.51.100.0/24",
    },
    { ...EVENT, event_id: "x1", event_time: "2026-03-14 02:13:00", category: "export" },
    { ...EVENT, event_id: "late", event_time: "2026-03-14 03:00:00", category: "read", securable: REVENUE },
    {
      ...EVENT,
      event_id: "bo",
      event_time: "2026-03-14 02:20:00",
      category: "read",
      securable: REVENUE,
      principal: "bo@example.com",
    },
  ]),
  PAST,
  insert("grant_change", [
    {
      event_id: "g1",
      event_time: "2026-03-14 02:03:00",
      changed_by: "bo@example.com",
      change: "grant",
      principal: "finance readers",
      privilege: "SELECT",
      securable: "main.finance",
    },
    {
      event_id: "g2",
      event_time: "2026-03-10 09:00:00",
      changed_by: "bo@example.com",
      change: "add_member",
      principal: ANA,
      target_group: "finance readers",
    },
    {
      event_id: "old",
      event_time: "2026-03-01 09:00:00",
      changed_by: "bo@example.com",
      change: "grant",
      principal: ANA,
      privilege: "SELECT",
      securable: REVENUE,
    },
    {
      event_id: "other",
      event_time: "2026-03-14 02:03:00",
      changed_by: "bo@example.com",
      change: "grant",
      principal: "cy@example.com",
      privilege: "SELECT",
      securable: "main.web",
    },
  ]),
  insert("lineage_edge", [
    {
      record_id: "l1",
      event_time: "2026-03-13 12:00:00",
      source_securable: "main.raw.sales",
      target_securable: REVENUE,
      job_id: "7",
    },
    {
      record_id: "l2",
      event_time: "2026-03-13 12:00:00",
      source_securable: REVENUE,
      target_securable: "main.mart.month",
      job_id: "8",
    },
  ]),
  insert("job_change", [
    { job_id: "7", event_time: "2026-03-13 10:00:00", changed_fields: "run_as" },
    { job_id: "7", event_time: "2026-03-12 10:00:00", changed_fields: "" },
    { job_id: "8", event_time: "2026-03-13 10:00:00", changed_fields: "name" },
  ]),
  insert("job_run", [
    { job_id: "7", run_id: "1", event_time: "2026-03-14 02:30:00", is_failed: true, retry_count: 2 },
    { job_id: "9", run_id: "2", event_time: "2026-03-14 02:30:00", is_failed: true, retry_count: 2 },
  ]),
  insert("table_version", [
    ...[1, 2, 3].map((version) => ({
      securable: REVENUE,
      version,
      event_time: `2026-03-1${version} 02:00:00`,
      writer: "job 7",
    })),
    { securable: REVENUE, version: 4, event_time: "2026-03-14 02:15:00", writer: ANA },
  ]),
  insert("query_run", [
    // The same time of day on two days before, another time once, then the incident with one statement of a new kind.
    {
      statement_id: "q1",
      event_time: "2026-03-12 02:30:00",
      principal: ANA,
      statement_shape: "a",
      read_bytes: 100,
    },
    {
      statement_id: "q2",
      event_time: "2026-03-13 02:30:00",
      principal: ANA,
      statement_shape: "a",
      read_bytes: 300,
    },
    {
      statement_id: "q3",
      event_time: "2026-03-13 14:30:00",
      principal: ANA,
      statement_shape: "b",
      read_bytes: 900,
    },
    {
      statement_id: "q4",
      event_time: "2026-03-14 02:30:00",
      principal: ANA,
      statement_shape: "b",
      read_bytes: 50,
    },
    {
      statement_id: "q5",
      event_time: "2026-03-14 02:31:00",
      principal: ANA,
      statement_shape: "c",
      read_bytes: 5_000,
    },
    {
      statement_id: "q6",
      event_time: "2026-03-14 02:31:00",
      principal: "cy@example.com",
      statement_shape: "c",
      read_bytes: 7,
    },
  ]),
];

/** The relations that have rows. */
export const ASSESSED: readonly CanonicalRelation[] = [
  "audit_event",
  "grant_change",
  "lineage_edge",
  "job_change",
  "job_run",
  "table_version",
  "query_run",
];
