import type { SourceDefinition } from "../../src/sources/define-source.ts";
import { PAGE_HEADER } from "./generated-file.ts";
import { code, lengthOfTime, table } from "./markdown.ts";

/** The page of telemetry sources: what is read of each table, and what it becomes. */
export function renderSources(sources: readonly SourceDefinition[]): string {
  return [
    "# Sources",
    PAGE_HEADER,
    "",
    "Where events come from: one table of telemetry each, from a Databricks account or from a file of the same shape.",
    "A column that is not required is NULL where an export lacks it; other columns pass by and are named in the report.",
    "",
    table(["Source", "Table", "Plane", "Gives"], sources.map(summaryRow)),
    "",
    ...sources.flatMap(section),
  ].join("\n");
}

function summaryRow({ id, table: rawTable, plane, produces }: SourceDefinition): readonly string[] {
  return [code(id), code(rawTable), plane, produces.map(({ relation }) => code(relation)).join(", ")];
}

function section(source: SourceDefinition): readonly string[] {
  const { watermark, arrival, naturalKey, deliveredForms, produces } = source;
  const alsoRead = [...new Set(produces.flatMap(({ alsoReads }) => alsoReads))];
  return [
    `## ${source.title}`,
    "",
    `- Table: ${code(source.table)}`,
    `- One row: ${naturalKey.map(code).join(", ") || "every row, for the table has no key"}`,
    watermark === null
      ? "- A snapshot: each export replaces the one before"
      : `- Ordered by ${code(watermark.column)}; a row may come up to ${lengthOfTime(watermark.latenessMs)} late`,
    arrival === null
      ? "- A row does not tell when it arrived"
      : `- Lateness: from ${code(arrival.eventColumn)} to ${code(arrival.arrivalColumn)}`,
    ...(alsoRead.length === 0 ? [] : [`- Read beside it: ${alsoRead.map(code).join(", ")}`]),
    ...(deliveredForms.length === 0
      ? []
      : [`- Also delivered as: ${deliveredForms.map(({ title }) => title).join("; ")}`]),
    "",
    table(["Column", "Type", "Required"], columnRows(source)),
    "",
  ];
}

function columnRows({ columns, requiredColumns }: SourceDefinition): readonly (readonly string[])[] {
  return Object.entries(columns).map(([name, type]) => [
    code(name),
    code(type),
    requiredColumns.includes(name) ? "yes" : "",
  ]);
}
