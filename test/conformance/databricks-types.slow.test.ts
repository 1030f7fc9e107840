import { type DuckDBConnection, DuckDBInstance, type DuckDBType } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RenderScope } from "../../src/simulator/databricks-sql/databricks-sql.ts";
import { databricksSql } from "../../src/simulator/databricks-sql/open-databricks-sql.ts";
import { openType } from "../../src/simulator/databricks-sql/renderer/rendered-type.ts";
import { UNKNOWN, type ValueType } from "../../src/simulator/databricks-sql/renderer/value-type.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbType } from "../../src/sql/duckdb-type.ts";
import { parseSparkType } from "../../src/sql/spark-type.ts";
import { renderSql } from "../../src/sql/sql.ts";
import { typeFault } from "./duckdb-value-type.ts";
import { COLUMNS, typedQuery } from "./random-typed-query.ts";
import { rewrittenRelation } from "./rewritten-text.ts";

const TYPED_TABLE = `(SELECT ${COLUMNS.map(({ name, type }) => `CAST(NULL AS ${duckdbType(parseSparkType(type))}) AS ${name}`).join(", ")} FROM range(2))`;

function scope(isTyped: boolean): RenderScope {
  return {
    table: () => ({ text: TYPED_TABLE, columns: isTyped ? COLUMNS : null }),
    call: (parts) => {
      throw new Error(`\`${parts.join(".")}\` is no function of the list`);
    },
    session: {
      user: "ana@example.com",
      catalog: "main",
      schema: "default",
      nowMs: 0,
      isAccountGroupMember: () => false,
      isMember: () => false,
    },
  };
}

interface Rendered {
  readonly text: string;
  readonly types: readonly ValueType[] | null;
}

/** Null for what is refused. */
function rendered(text: string, isTyped = true): Rendered | null {
  const parsed = databricksSql.parse(text, []);
  if (parsed.kind !== "query") return null;
  const result = databricksSql.renderQuery(parsed.query, scope(isTyped));
  if ("refusal" in result) return null;
  const types = result.columns?.map(({ type }) =>
    type === null || typeof type === "string" ? UNKNOWN : openType(type),
  );
  return { text: result.text, types: types ?? null };
}

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** Types that DuckDB binds a query to; null for one that it refuses, such as a function over a type it lacks. */
async function boundTypes(text: string): Promise<readonly DuckDBType[] | null> {
  try {
    const prepared = await connection.prepare(text);
    const types = Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnType(index));
    prepared.destroySync();
    return types;
  } catch {
    return null;
  }
}

const RUN_COUNT = 600;
/** Among random calls most have arguments that no function takes. */
const BOUND_COUNT_MIN = 200;
const KNOWN_COUNT_MIN = 180;

describe("inferred types", () => {
  it("are those that DuckDB gives the written text", async () => {
    let [boundCount, knownCount] = [0, 0];
    await fc.assert(
      fc.asyncProperty(typedQuery, async (text) => {
        const query = rendered(text);
        const bound = query === null ? null : await boundTypes(query.text);
        if (query?.types == null || bound === null) return;
        expect(query.types).toHaveLength(bound.length);
        boundCount += 1;
        if (query.types.every(({ kind }) => kind !== "unknown")) knownCount += 1;
        const faults = bound.map((type, index) => typeFault(query.types?.[index] ?? UNKNOWN, type));
        expect(faults.filter((fault) => fault !== null)).toEqual([]);
      }),
      { numRuns: RUN_COUNT, seed: 11 },
    );
    expect(boundCount).toBeGreaterThan(BOUND_COUNT_MIN);
    expect(knownCount).toBeGreaterThan(KNOWN_COUNT_MIN);
  });

  it.each([
    ["concat(s, i, m['k'], st.a)", '(("s" || CAST("i" AS VARCHAR)) || ("m"[\'k\'] || "st"."a"))'],
    ["CAST(s AS STRING) || coalesce(s, 'x')", '("s" || coalesce("s", \'x\'))'],
    ["CAST(d AS INT)", 'CAST(trunc("d") AS INTEGER)'],
    ["ars[0]", '(CASE WHEN 0 < 0 OR 0 >= len("ars") THEN '],
    ["size(m)", 'CAST(cardinality("m") AS INTEGER)'],
    ["sum(i)", 'CAST(sum("i") AS BIGINT)'],
    ["to_json(m)", 'CAST(to_json("m") AS VARCHAR)'],
    ["transform(ars, e -> e || 1)[0]", "list_transform("],
    ["concat(array(1), arr)", '([1] || "arr")'],
    ["da - da", 'to_days(CAST("da" - "da" AS INTEGER))'],
    ["s < i", 'THEN CAST(trim("s") AS BIGINT)'],
    ["split_part(s, '/', 2)", "split_part(\"s\", '/', 2)"],
    ["length(i)", 'length(CAST("i" AS VARCHAR))'],
  ])("of columns make %s short, where the text asked for types before", (text, written) => {
    const typed = rendered(`SELECT ${text} AS v FROM t`);
    expect(typed?.text).toContain(written);
    expect(typed?.text).not.toContain("typeof(");
  });

  it("go through subqueries, common tables, set operations, joins and generators", () => {
    const text =
      "WITH c AS (SELECT s AS x, i AS y FROM t UNION ALL SELECT 'a', 1) SELECT concat(a.x, b.y, g.key, g.value, h) AS v FROM c AS a JOIN (SELECT * FROM c) AS b ON a.x = b.x CROSS JOIN t LATERAL VIEW explode(m) g AS key, value LATERAL VIEW explode(ars) e AS h";
    expect(rendered(text)?.text).not.toContain("typeof(");
    expect(rendered(text, false)?.text).toContain("typeof(");
  });
});

const RELATION_TEXT_RATIO_MAX = 2;

describe("texts of the engine", () => {
  it.each(SOURCES.flatMap(({ produces }) => produces))(
    "$relation is written in less than twice the length of its own text",
    (definition) => {
      const own = renderSql(
        definition.normalize(databricksDialect, databricksDialect.rawTable),
        databricksDialect.placeholder,
      ).text;
      const written = rewrittenRelation(definition).chunks.join("");
      expect(written.length).toBeLessThan(own.length * RELATION_TEXT_RATIO_MAX);
    },
  );
});
