import { expect } from "vitest";
import { auditSource } from "../../src/sources/audit.ts";
import { sql } from "../../src/sql/sql.ts";
import { type DeliveredObjects, openSourceRows, type SourceRow } from "./source-rows.ts";

/** Rows of the system table, or objects of a delivered form. */
export type Delivery = readonly SourceRow[] | DeliveredObjects;

/** Events of a delivery in order of time, all columns. */
export async function auditEvents(delivery: Delivery): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([auditSource], { [auditSource.table]: delivery });
  const answer = await source.rows(sql`SELECT * FROM audit_event ORDER BY event_time, event_id`);
  await source.close();
  return answer;
}

/** Changes of grants of a delivery, all columns, in any order. */
export async function grantChanges(delivery: Delivery): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([auditSource], { [auditSource.table]: delivery });
  const answer = await source.rows(sql`SELECT * FROM grant_change`);
  await source.close();
  return answer;
}

/** A successful login; what `more` names is otherwise. */
export function auditRow(more: SourceRow = {}): SourceRow {
  return {
    event_id: "e1",
    event_time: "2026-10-01T08:00:00Z",
    workspace_id: "1",
    audit_level: "WORKSPACE_LEVEL",
    service_name: "accounts",
    action_name: "login",
    user_identity: { email: "ana@example.com" },
    request_params: {},
    response: { status_code: 200 },
    ...more,
  };
}

/** Some columns of each row's event, in the order of the rows: one engine for many cases. */
export async function eventColumns(
  rows: readonly SourceRow[],
  columns: readonly string[],
): Promise<readonly unknown[]> {
  const events = await auditEvents(
    rows.map((row, index) => ({ ...row, event_id: String(index).padStart(4, "0") })),
  );
  return events.map((row) => columns.map((column) => row[column]));
}

/** The one event of one row. */
export async function onlyEvent(row: SourceRow): Promise<SourceRow> {
  const [answer, ...others] = await auditEvents([row]);
  expect(others).toEqual([]);
  return answer ?? {};
}
