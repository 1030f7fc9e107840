import { invariant } from "../../domain/gatehouse-error.ts";
import { catalogPrivilegesSource } from "../../sources/catalog-privileges.ts";
import { columnTagsSource } from "../../sources/column-tags.ts";
import type { SourceDefinition } from "../../sources/define-source.ts";
import { schemaPrivilegesSource } from "../../sources/schema-privileges.ts";
import { tablePrivilegesSource } from "../../sources/table-privileges.ts";
import { tableTagsSource } from "../../sources/table-tags.ts";
import { informationSchemaTable } from "../account/information-schema.ts";
import type { Simulation } from "../simulation.ts";
import { openColumnBuffer } from "../telemetry/column-buffer.ts";
import type { ExportFolder } from "./export-folder.ts";

const SNAPSHOTS: readonly SourceDefinition[] = [
  catalogPrivilegesSource,
  schemaPrivilegesSource,
  tablePrivilegesSource,
  tableTagsSource,
  columnTagsSource,
];

const STAGED_TABLE = "staged_snapshot";

/** Writes privileges and tags as a metastore admin sees them at the moment. */
export async function writeSnapshots(simulation: Simulation, folder: ExportFolder): Promise<void> {
  const reader = metastoreAdmin(simulation);
  for (const source of SNAPSHOTS) await writeSnapshot(simulation, { source, reader, folder });
}

/** The owner of the metastore; of a group that owns it, a member, so that what is seen is what a person sees. */
function metastoreAdmin({ account }: Simulation): string {
  const metastore = [...account.securables.values()].find(({ type }) => type === "metastore");
  invariant(metastore !== undefined, "an account without a metastore has no privileges to export");
  const owner = account.principals.get(metastore.owner);
  if (owner?.kind !== "group") return metastore.owner;
  return [...owner.members][0] ?? metastore.owner;
}

async function writeSnapshot(
  { account, database }: Simulation,
  snapshot: { readonly source: SourceDefinition; readonly reader: string; readonly folder: ExportFolder },
): Promise<void> {
  const { source, reader, folder } = snapshot;
  const names = Object.keys(source.columns);
  const view = informationSchemaTable(account, reader, "system", source.table.split(".").at(-1) ?? "");
  invariant(view !== null, `\`${source.table}\` is not in the information schema`);
  const places = names.map((name) => view.columns.findIndex((column) => column.name.toLowerCase() === name));
  await database.run(
    `CREATE OR REPLACE TABLE telemetry.${STAGED_TABLE} (${names.map((name) => `"${name}" VARCHAR`).join(", ")})`,
  );
  const buffer = openColumnBuffer(Object.fromEntries(names.map((name) => [name, "text"] as const)));
  for (const row of view.rows) {
    const values = names.map((name, index) => [name, textOf(row[places[index] ?? -1])] as const);
    buffer.add(Object.fromEntries(values));
  }
  await buffer.take().appendTo(database.connection, { schema: "telemetry", table: STAGED_TABLE });
  const columns = names.map((name) => `nullif("${name}", '') AS "${name}"`);
  await folder.writeTable(
    source.table,
    `SELECT ${columns.join(", ")} FROM telemetry.${STAGED_TABLE} ORDER BY ALL`,
  );
  await database.run(`DROP TABLE telemetry.${STAGED_TABLE}`);
}

/** All columns of these views are texts; `""` stands for NULL. */
function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}
