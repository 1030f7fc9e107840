import type { Dialect } from "../../sql/dialect.ts";
import { foldPrincipal } from "../../sql/fold-name.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";

/** A field of a job that may change, as a comparable expression over the raw row. */
interface ComparedField {
  /** As `changed_fields` says it; two columns may make one field. */
  readonly name: string;
  readonly value: (dialect: Dialect) => Sql;
  /**
   * Whether the platform writes the column in every state. One that it began to write later is compared only between
   * states that both have it: its first value is no change of the job.
   */
  readonly isAlwaysWritten: boolean;
}

/** Columns that appeared together in December 2025; a state has them when one is not NULL. */
const HAS_LATER_COLUMNS = sql`create_time IS NOT NULL OR paused IS NOT NULL OR creator_user_name IS NOT NULL`;

const FIELDS: readonly ComparedField[] = [
  { name: "name", value: () => sql`name`, isAlwaysWritten: true },
  { name: "description", value: () => sql`description`, isAlwaysWritten: true },
  { name: "run_as", value: () => sql`run_as`, isAlwaysWritten: true },
  { name: "tags", value: (dialect) => dialect.mapToJson(sql`tags`), isAlwaysWritten: true },
  { name: "deleted", value: () => sql`delete_time IS NOT NULL`, isAlwaysWritten: true },
  { name: "run_as", value: () => sql`lower(run_as_user_name)`, isAlwaysWritten: false },
  { name: "trigger", value: (dialect) => dialect.quoteIdentifier("trigger"), isAlwaysWritten: false },
  { name: "trigger_type", value: () => sql`trigger_type`, isAlwaysWritten: false },
  { name: "paused", value: () => sql`paused`, isAlwaysWritten: false },
  { name: "timeout", value: () => sql`timeout_seconds`, isAlwaysWritten: false },
  { name: "health_rules", value: () => sql`health_rules`, isAlwaysWritten: false },
  { name: "deployment", value: () => sql`deployment`, isAlwaysWritten: false },
];

/**
 * `job_change` as one SELECT over `system.lakeflow.jobs`: one row a state, with what differs from the state before. A
 * state that was written twice counts once.
 */
export function normalizeJobChange(dialect: Dialect, jobs: Sql): Sql {
  const now = (field: ComparedField) => rawSql(`now_${FIELDS.indexOf(field)}`);
  const before = (field: ComparedField) => rawSql(`before_${FIELDS.indexOf(field)}`);
  const order = sql`OVER (PARTITION BY workspace_id, job_id ORDER BY change_time)`;
  const values = FIELDS.map((field) => sql`${field.value(dialect)} AS ${now(field)}`);
  const lags = FIELDS.map((field) => sql`lag(${now(field)}) ${order} AS ${before(field)}`);
  const differs = (field: ComparedField) =>
    field.isAlwaysWritten
      ? sql`${now(field)} IS DISTINCT FROM ${before(field)}`
      : sql`has_later_columns AND before_has_later_columns AND ${now(field)} IS DISTINCT FROM ${before(field)}`;
  const changed = [...new Set(FIELDS.map((field) => field.name))].map((name) => {
    const conditions = FIELDS.filter((field) => field.name === name).map(differs);
    return sql`CASE WHEN ${joinSql(conditions, " OR ")} THEN ${dialect.textLiteral(name)} END`;
  });
  return sql`WITH state AS (
    SELECT workspace_id, job_id, change_time, name, delete_time IS NOT NULL AS is_deleted, coalesce(${foldPrincipal(sql`run_as_user_name`)}, ${foldPrincipal(sql`run_as`)}) AS runs_as,
      coalesce(${foldPrincipal(sql`creator_user_name`)}, ${foldPrincipal(sql`creator_id`)}) AS creator, ${HAS_LATER_COLUMNS} AS has_later_columns,
      ${joinSql(values, ", ")}
    FROM ${jobs} QUALIFY row_number() OVER (PARTITION BY workspace_id, job_id, change_time ORDER BY delete_time DESC NULLS LAST) = 1
  ), compared AS (
    SELECT state.*, row_number() ${order} AS place, lag(has_later_columns) ${order} AS before_has_later_columns, ${joinSql(lags, ", ")} FROM state
  ) SELECT workspace_id, job_id, change_time AS event_time, name, runs_as AS run_as, creator, is_deleted,
    CASE WHEN place = 1 THEN '' ELSE concat_ws(',', ${joinSql(changed, ", ")}) END AS changed_fields
  FROM compared`;
}
