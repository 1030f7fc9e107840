import type { JobChangeRow, JobRunRow, WriterRow } from "../../attribution/define-reason.ts";
import { DAY_MS, WEEK_MS } from "../../domain/units.ts";
import { rawSql, sql } from "../../sql/sql.ts";
import { rowField } from "../row-field.ts";
import { askIncidents } from "./ask-incidents.ts";
import type { IncidentAnswer, IncidentBatch } from "./incident-scope.ts";

const JOB_CHANGE_LIMIT = 200;
const JOB_RUN_LIMIT = 2_000;
const WRITER_LIMIT = 200;
const EDGE_LIMIT = 2_000;
const WRITER_LOOK_BACK_MS = 90 * DAY_MS;

export interface LineageEdge {
  readonly source: string;
  readonly target: string;
  readonly jobId: string | null;
}

/** Edges into and out of the incident's securables, of the 7 days before and during it. */
export function lineageEdges(batch: IncidentBatch): Promise<readonly IncidentAnswer<LineageEdge>[]> {
  return askIncidents(batch, {
    name: "lineage around an incident",
    relation: "lineage_edge",
    rowLimit: EDGE_LIMIT,
    lookBackMs: WEEK_MS,
    names: ({ securables }) => ({ source_securable: securables, target_securable: securables }),
    touched: {
      columns: "source_securable, target_securable, job_id",
      condition: sql`source_securable IS NOT NULL AND target_securable IS NOT NULL AND source_securable <> target_securable`,
    },
    answer: () =>
      sql`answer AS (SELECT DISTINCT incident, source_securable, target_securable, job_id FROM touched)`,
    columns: "source_securable, target_securable, job_id",
    order: "source_securable, target_securable, job_id",
    row: (raw): LineageEdge => {
      const field = rowField(raw);
      return {
        source: field.text("source_securable"),
        target: field.text("target_securable"),
        jobId: field.textOrNull("job_id"),
      };
    },
  });
}

/** Changes of the definitions of the incidents' jobs of the 7 days before and during each. */
export function jobChanges(batch: IncidentBatch): Promise<readonly IncidentAnswer<JobChangeRow>[]> {
  const { epochMs } = batch.engine.dialect;
  return askIncidents(batch, {
    name: "changes of jobs around an incident",
    relation: "job_change",
    rowLimit: JOB_CHANGE_LIMIT,
    lookBackMs: WEEK_MS,
    names: ({ jobs }) => ({ job_id: jobs }),
    touched: { columns: "job_id, changed_fields", condition: sql`changed_fields <> ''` },
    answer: () => sql`answer AS (SELECT *, ${epochMs(rawSql("event_time"))} AS at_ms FROM touched)`,
    columns: "job_id, at_ms, changed_fields",
    order: "event_time DESC, job_id",
    row: (raw): JobChangeRow => {
      const field = rowField(raw);
      return {
        jobId: field.text("job_id"),
        at: field.moment("at_ms"),
        changedFields: field.text("changed_fields"),
      };
    },
  });
}

/** Runs of the incidents' jobs that ended in the 7 days before or during each, newest kept. */
export function jobRuns(batch: IncidentBatch): Promise<readonly IncidentAnswer<JobRunRow>[]> {
  const { epochMs } = batch.engine.dialect;
  return askIncidents(batch, {
    name: "runs of jobs around an incident",
    relation: "job_run",
    rowLimit: JOB_RUN_LIMIT,
    lookBackMs: WEEK_MS,
    names: ({ jobs }) => ({ job_id: jobs }),
    touched: { columns: "job_id, run_id, is_failed, retry_count" },
    answer: () => sql`answer AS (
      SELECT incident, event_time, job_id, run_id, ${epochMs(rawSql("event_time"))} AS at_ms,
        coalesce(is_failed, FALSE) AS is_failed, coalesce(retry_count, 0) AS retry_count FROM touched)`,
    columns: "job_id, run_id, at_ms, is_failed, retry_count",
    order: "event_time DESC, job_id, run_id",
    row: (raw): JobRunRow => {
      const field = rowField(raw);
      return {
        jobId: field.text("job_id"),
        runId: field.text("run_id"),
        at: field.moment("at_ms"),
        isFailed: field.flag("is_failed"),
        retryCount: field.count("retry_count"),
      };
    },
  });
}

/** Versions of the incident's tables written during it, with how often their writer wrote in the 90 days before. */
export function tableWriters(batch: IncidentBatch): Promise<readonly IncidentAnswer<WriterRow>[]> {
  const { epochMs } = batch.engine.dialect;
  return askIncidents(batch, {
    name: "writers around an incident",
    relation: "table_version",
    rowLimit: WRITER_LIMIT,
    lookBackMs: WRITER_LOOK_BACK_MS,
    names: ({ securables }) => ({ securable: securables }),
    touched: { columns: "securable, version, writer" },
    answer: () => sql`during AS (
        SELECT incident, securable, version, writer, event_time FROM touched
        WHERE event_time >= start_time AND version IS NOT NULL),
      earlier AS (
        SELECT incident, securable, writer, count(*) AS version_count FROM touched
        WHERE event_time < start_time GROUP BY incident, securable, writer),
      answer AS (
        SELECT d.incident, d.securable, d.version, d.writer, d.event_time, ${epochMs(rawSql("d.event_time"))} AS at_ms,
          CAST(coalesce(sum(e.version_count) FILTER (WHERE e.writer = d.writer), 0) AS BIGINT) AS earlier_count,
          CAST(coalesce(sum(e.version_count), 0) AS BIGINT) AS all_earlier_count
        FROM during AS d LEFT JOIN earlier AS e ON e.incident = d.incident AND e.securable = d.securable
        GROUP BY d.incident, d.securable, d.version, d.writer, d.event_time)`,
    columns: "securable, version, writer, at_ms, earlier_count, all_earlier_count",
    order: "event_time, securable, version",
    row: (raw): WriterRow => {
      const field = rowField(raw);
      return {
        securable: field.text("securable"),
        version: field.count("version"),
        at: field.moment("at_ms"),
        writer: field.textOrNull("writer"),
        earlierVersionCount: field.count("earlier_count"),
        allEarlierVersionCount: field.count("all_earlier_count"),
      };
    },
  });
}
