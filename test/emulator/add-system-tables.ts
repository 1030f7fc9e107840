import type { Account } from "../../src/simulator/account/account.ts";
import { addSecurable } from "../../src/simulator/account/add-securable.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { START_AT } from "./open-small-account.ts";

/** Adds the catalog `system` with the tables that the telemetry fills, for their owner alone. */
export function addSystemTables(account: Account, owner: string): void {
  const common = { owner, createdAt: START_AT };
  addSecurable(account, { ...common, type: "catalog", name: "system" });
  const names = SOURCES.map(({ table }) => table).filter(
    (table) => table.startsWith("system.") && !table.startsWith("system.information_schema."),
  );
  for (const schema of new Set(names.map((name) => name.split(".").slice(0, 2).join("."))))
    addSecurable(account, { ...common, type: "schema", name: schema });
  for (const name of names) addSecurable(account, { ...common, type: "table", name });
}
