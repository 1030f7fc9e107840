import { FUNCTION_GROUPS } from "../../src/simulator/databricks-sql/functions/builtin-functions.ts";

/** The functions of the list as a table of docs/emulator-sql.md: one row a group and form, names with their parameters. */
export function emulatorSqlTable(): string {
  const rows = Object.entries(FUNCTION_GROUPS).map(([group, definitions]) => {
    const names = definitions.map(
      ({ names: all, parameters }) => `\`${all.join(", ")}\`${parameters === "" ? "" : ` (${parameters})`}`,
    );
    return `| ${group} | ${names.join("; ")} |`;
  });
  return ["| About | Functions |", "| --- | --- |", ...rows].join("\n");
}
