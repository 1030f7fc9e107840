import { describe, expect, it } from "vitest";
import { CANONICAL_RELATIONS, type CanonicalRelation } from "../../src/domain/canonical-relations.ts";
import { DAY_MS } from "../../src/domain/units.ts";
import { defineSource } from "../../src/sources/define-source.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { rawSql, sql } from "../../src/sql/sql.ts";
import { loadSourceFiles } from "./source-files.ts";
import { databricksViewFaults, declarationFaults, expectedColumns } from "./source-kit.ts";
import { openSourceRows } from "./source-rows.ts";

const files = await loadSourceFiles();
const sources = files.map((file) => file.source);
const definitions = sources.flatMap((source) => source.produces);

describe("sources", () => {
  it.each(files)("$fileName exports one source under its name", ({ fileName, exportName, source }) => {
    const camelCase = fileName.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect({ exportName, id: source.id }).toEqual({ exportName: `${camelCase}Source`, id: fileName });
  });

  it.each(files)("$fileName declares columns that exist and types that Spark has", ({ source }) => {
    expect(declarationFaults(source)).toEqual([]);
  });

  it("no two sources read the same table or have the same id", () => {
    const tables = sources.map((source) => source.table);
    expect(tables).toEqual([...new Set(tables)]);
    expect(new Set(sources.map((source) => source.id)).size).toBe(sources.length);
  });

  it("every relation comes from exactly one source, and what it reads beside is there", () => {
    expect(definitions.map(({ relation }) => relation).sort()).toEqual(
      Object.keys(CANONICAL_RELATIONS).sort(),
    );
    const known = new Set<string>([
      ...sources.map((source) => source.table),
      ...Object.keys(CANONICAL_RELATIONS),
    ]);
    expect(definitions.flatMap((each) => each.alsoReads).filter((name) => !known.has(name))).toEqual([]);
  });

  it("a relation reads no raw table but its own and those that it names", () => {
    for (const source of sources)
      for (const { relation, alsoReads, normalize } of source.produces)
        normalize(duckdbDialect, (table) => {
          expect([source.table, ...alsoReads], relation).toContain(table);
          return rawSql("nothing");
        });
  });

  it.each(definitions)("$relation is valid Databricks text without bound values", (definition) => {
    expect(databricksViewFaults(definition)).toEqual([]);
  });

  it("empty tables give empty relations of exactly the declared columns and types", async () => {
    const rows = await openSourceRows(sources, {});
    for (const relation of Object.keys(CANONICAL_RELATIONS) as CanonicalRelation[]) {
      const described = await rows.rows(
        sql`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${rawSql(relation)})`,
      );
      const columns = Object.fromEntries(described.map((each) => [each["column_name"], each["column_type"]]));
      expect({ relation, columns }).toEqual({ relation, columns: expectedColumns(relation) });
      expect(rows.summaries.get(relation)?.rowCount, relation).toBe(0);
    }
    await rows.close();
  });
});

describe("source kit", () => {
  it("finds what is wrong with a declaration", () => {
    const broken = defineSource({
      id: "broken",
      title: "Broken",
      plane: "data",
      table: "broken",
      columns: { good: "string", Bad: "text" },
      requiredColumns: ["gone"],
      naturalKey: [],
      watermark: { column: "never", latenessMs: DAY_MS },
      arrival: null,
      deliveredForms: [
        { id: "form", title: "Form", markerKeys: ["mark"], keys: {}, toColumns: { lost: "1" } },
      ],
      produces: [
        {
          relation: "usage",
          alsoReads: [],
          collapse: { key: [], newestBy: "absent" },
          normalize: () => sql`SELECT ${1} FROM (`,
        },
      ],
    });
    expect(declarationFaults(broken)).toHaveLength(10);
    expect(broken.produces.flatMap(databricksViewFaults)).toHaveLength(2);
  });
});
