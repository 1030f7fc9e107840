import type { References } from "../databricks-sql/statement.ts";
import { informationSchemaTables } from "./information-schema-tables.ts";
import type { ScopeParts } from "./query-scope.ts";
import type { StatementWork } from "./statement-work.ts";

/** Scope for a text with these references; telemetry and rows are brought up to date, information_schema is made. */
export async function openScope(work: StatementWork, references: References): Promise<ScopeParts> {
  await work.parts.telemetry.flush();
  await work.parts.rows.flush();
  return {
    parts: work.parts,
    session: work.session,
    reading: work.reading,
    informationSchema: await informationSchemaTables(work, references),
  };
}
