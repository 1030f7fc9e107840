import type { Runner } from "../measurement.ts";
import { openPlainDatabase } from "./plain-database.ts";

/** Columns that the relation needs. */
const COLUMNS = [
  "event_id",
  "event_time",
  "workspace_id",
  "audit_level",
  "service_name",
  "action_name",
  "user_identity",
  "source_ip_address",
  "user_agent",
  "session_id",
  "request_id",
  "request_params",
  "response",
];

/** Reads the columns and forgets them: the floor under every engine. */
export const bareRead: Runner = async (options) => {
  const database = await openPlainDatabase(options);
  const present = COLUMNS.map((column) => `count(${column})`);
  const rows = await (
    await database.connection.run(`SELECT count(*), ${present.join(", ")} FROM raw."system.access.audit"`)
  ).getRows();
  database.close();
  return { events: Number(rows[0]?.[0]) };
};
