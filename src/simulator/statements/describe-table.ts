import type { SimulatedSecurable } from "../account/account.ts";
import { principalName } from "../account/account.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { textLiteral } from "./materialize-result.ts";
import { refuseWith } from "./refuse.ts";
import { type Cell, named, type Shown } from "./shown.ts";
import type { StatementWork } from "./statement-work.ts";

/** DESCRIBE TABLE: columns, and with EXTENDED what else is known. */
export function describedTable(work: StatementWork, table: SimulatedSecurable, isExtended: boolean): Shown {
  const columns = table.detail.kind === "table" ? table.detail.columns : [];
  const rows: (readonly Cell[])[] = columns.map(({ name, type, comment }) => [name, type, comment]);
  if (isExtended) {
    const [catalog = "", schema = "", name = ""] = table.name.split(".");
    const owner = work.parts.account.principals.get(table.owner);
    rows.push(
      ["", "", ""],
      ["# Detailed Table Information", "", ""],
      ["Catalog", catalog, ""],
      ["Database", schema, ""],
      ["Table", name, ""],
      ["Created Time", new Date(table.createdAt).toISOString(), ""],
      ["Created By", table.createdBy, ""],
      ["Type", table.detail.kind === "table" ? table.detail.tableType : "", ""],
      ["Owner", owner === undefined ? "" : principalName(owner), ""],
    );
    if (table.detail.kind === "table" && table.detail.viewText !== null)
      rows.push(["View Text", table.detail.viewText, ""]);
  }
  return { columns: named("col_name", "data_type", "comment"), rows };
}

/** DESCRIBE HISTORY: the versions of a table with real rows, the newest first. Needs SELECT. */
export async function tableHistory(work: StatementWork, table: SimulatedSecurable): Promise<Shown> {
  const { parts, session } = work;
  const refusal = checkPrivilege(parts.account, {
    principalId: session.principalId,
    workspaceId: session.workspaceId,
    securable: { type: "table", name: table.name },
    privilege: "SELECT",
  });
  if (refusal !== null) return refuseWith(refusal);
  await parts.rows.profile();
  const versions = await parts.database.rows(
    `SELECT version, strftime(commit_time, '%Y-%m-%dT%H:%M:%SZ') AS committed, writer FROM ${parts.rows.profilesTable}
     WHERE table_full_name = ${textLiteral(table.name)} AND column_name IS NULL ORDER BY version DESC`,
  );
  return {
    columns: [
      { name: "version", type: "BIGINT" },
      { name: "timestamp", type: "TIMESTAMPTZ" },
      { name: "userName" },
      { name: "operation" },
    ],
    rows: [
      ...versions.map((row): readonly Cell[] => [
        Number(row["version"]),
        String(row["committed"]),
        String(row["writer"]),
        "WRITE",
      ]),
      [0, new Date(table.createdAt).toISOString(), table.createdBy, "CREATE TABLE"],
    ],
  };
}
