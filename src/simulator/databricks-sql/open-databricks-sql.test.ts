import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RenderScope } from "./databricks-sql.ts";
import { databricksSql } from "./open-databricks-sql.ts";
import type { References, SqlRefusal } from "./statement.ts";

const SCOPE: RenderScope = {
  table: (parts) => `(SELECT 1 AS x, '${parts.join("/")}' AS name)`,
  call: (parts, args) => `"${parts.join("/")}"(${args.join(", ")})`,
  session: {
    user: "ana@example.com",
    catalog: "main",
    schema: "sales",
    nowMs: 0,
    isAccountGroupMember: () => false,
    isMember: () => false,
  },
};

function refusal(text: string): SqlRefusal {
  const parsed = databricksSql.parse(text, []);
  if (parsed.kind === "refused") return parsed.refusal;
  if (parsed.kind !== "query") throw new Error("understood");
  const rendered = databricksSql.renderQuery(parsed.query, SCOPE);
  if ("refusal" in rendered) return rendered.refusal;
  throw new Error(`understood: ${rendered.text}`);
}

function rendered(text: string, parameters: Parameters<typeof databricksSql.parse>[1] = []): string {
  const parsed = databricksSql.parse(text, parameters);
  if (parsed.kind !== "query") throw new Error(JSON.stringify(parsed));
  const result = databricksSql.renderQuery(parsed.query, SCOPE);
  return "refusal" in result ? JSON.stringify(result.refusal) : result.text;
}

function references(text: string): References {
  const parsed = databricksSql.parse(text, []);
  if (!("references" in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.references;
}

describe("names", () => {
  it("references are tables and functions that the text names, each once, without common tables and built-in functions", () => {
    const text =
      "WITH c AS (SELECT * FROM c) SELECT f(a.x), m.s.g(1), upper(h(2)) FROM c JOIN a.b.t AS a ON true WHERE EXISTS (SELECT 1 FROM `a`.`B`.`t`) AND x IN (SELECT y FROM d LATERAL VIEW explode(z) e AS v) AND (SELECT max(q) FROM e.f) > 1";
    expect(references(text)).toEqual({
      tables: [["c"], ["a", "B", "t"], ["d"], ["e", "f"]],
      functions: [["f"], ["m", "s", "g"], ["h"]],
    });
  });

  it("a common table hides no table that the scope names in DuckDB's words", () => {
    expect(rendered("WITH t AS (SELECT 1 AS x) SELECT x FROM t")).toBe(
      'WITH "with t" AS (SELECT 1 AS "x") SELECT "x" AS "x" FROM "with t" AS "t"',
    );
  });

  it("columns may be qualified by alias, by table, by schema and by catalog, in any case", () => {
    for (const column of ["t.x", "T.x", "sales.t.x", "MAIN.sales.t.x"])
      expect(rendered(`SELECT ${column} FROM t`)).toContain('SELECT "t"."x"');
    expect(rendered("SELECT a.t.x, b.t.x FROM a.t, b.t")).toContain(
      'SELECT "t"."x" AS "x", "t 2"."x" AS "x"',
    );
  });

  it("functions that are not built in are the scope's, with arguments in DuckDB text", () => {
    expect(rendered("SELECT main.hr.mask(upper('a'), 2) AS m")).toBe(
      'SELECT "main/hr/mask"(upper(\'a\'), 2) AS "m"',
    );
  });

  it("UPDATE and DELETE leave the table's name and alias out of columns", () => {
    const parsed = databricksSql.parse("UPDATE m.s.t AS a SET a.x = a.y + m.s.t.z WHERE t.x = other.x", []);
    if (parsed.kind !== "update" || parsed.where === null) throw new Error("no update");
    expect(parsed.assignments.map(({ column }) => column)).toEqual(["x"]);
    expect(databricksSql.renderExpression(parsed.where, SCOPE)).toEqual({ text: '("x" = "other"."x")' });
  });
});

describe("parameters", () => {
  it("stand for typed values, by name in any case or by place", () => {
    const parameters = [
      { name: "Id", ordinal: null, type: "INT", value: "7" },
      { name: null, ordinal: 1, type: "STRING", value: "it's" },
      { name: null, ordinal: 2, type: "DECIMAL(10,2)", value: null },
      { name: "tab", ordinal: null, type: "STRING", value: "a.`b c`" },
    ];
    expect(rendered("SELECT ? AS a, ? AS b FROM IDENTIFIER(:tab)", parameters)).toBe(
      "SELECT 'it''s' AS \"a\", CAST(NULL AS DECIMAL(10, 2)) AS \"b\" FROM (SELECT 1 AS x, 'a/b c' AS name) AS \"b c\"",
    );
    expect(rendered("SELECT :id AS a", parameters)).toContain("AS INTEGER");
  });

  it("a marker without a value is refused", () => {
    expect(refusal("SELECT 1,\n  :nothing")).toMatchObject({
      condition: "UNBOUND_SQL_PARAMETER",
      sqlState: "42P02",
      line: 2,
      column: 3,
    });
    expect(refusal("SELECT ?").condition).toBe("UNBOUND_SQL_PARAMETER");
  });
});

describe("refusals", () => {
  it.each([
    ["SELEC 1", "PARSE_SYNTAX_ERROR", "42601", 1],
    ["SELECT * FROM", "PARSE_SYNTAX_ERROR", "42601", 14],
    ["SELECT 1; SELECT 2", "PARSE_SYNTAX_ERROR", "42601", 11],
    ["SELECT 'abc", "PARSE_SYNTAX_ERROR", "42601", 8],
    ["SELECT `` ", "PARSE_SYNTAX_ERROR", "42601", 8],
    ["SELECT 1 \u0000", "PARSE_SYNTAX_ERROR", "42601", 10],
    ["SELECT 1 FROM a-b", "INVALID_IDENTIFIER", "42602", 15],
    ["SELECT 1 /* open", "UNCLOSED_BRACKETED_COMMENT", "42601", 10],
    ["SELECT DATE '2024-02-30'", "INVALID_TYPED_LITERAL", "42604", 13],
    ["SELECT CAST(1 AS MONEY)", "UNSUPPORTED_DATATYPE", "0A000", 18],
    ["SELECT upper()", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605", 8],
    ["SELECT row_number()", "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", "42601", 8],
    ["SELECT a:b FROM t", "UNSUPPORTED_FEATURE", "0A000", 9],
    ["SELECT * FROM t VERSION AS OF 3", "UNSUPPORTED_FEATURE", "0A000", 17],
    ["MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", "UNSUPPORTED_FEATURE", "0A000", 1],
    ["WITH RECURSIVE a AS (SELECT 1) SELECT 1", "UNSUPPORTED_FEATURE", "0A000", 6],
  ])("%j is %s", (text, ...[condition, sqlState, column]) => {
    expect(refusal(text)).toMatchObject({ condition, sqlState, line: 1, column });
  });

  it.each([
    "SELECT 'a' RLIKE '(?=b)'",
    "SELECT regexp_replace('a', '[a&&b]', '')",
    "SELECT regexp_replace('a', 'a', '$12')",
    "SELECT 'a' RLIKE concat('a', 'b')",
    "SELECT date_format(now(), 'yyyy-QQ')",
    "SELECT get_json_object('{}', '$.a[*]')",
    "SELECT split('a', ',', 2)",
    "SELECT CAST(array(1) AS STRING)",
    "SELECT sha2('a', 512)",
  ])("%s is refused, not guessed", (text) => {
    expect(refusal(text).sqlState).toBe("0A000");
  });
});

describe("hostile texts", () => {
  it.each([
    ["parentheses", `SELECT ${"(".repeat(1_000_000)}`],
    ["NOT", `SELECT ${"NOT ".repeat(100_000)} true`],
    ["subqueries", `${"SELECT * FROM (".repeat(100_000)}`],
    ["CASE", `SELECT ${"CASE WHEN ".repeat(100_000)}`],
    ["array types", `SELECT CAST(1 AS ${"ARRAY<".repeat(100_000)}INT`],
  ])("nested %s end in a refusal", (_, text) => {
    expect(refusal(text).condition).toBe("FAILED_TO_PARSE_TOO_COMPLEX");
  });

  it.each([
    ["additions", `SELECT ${"1 + ".repeat(100_000)} 1`],
    ["casts", `SELECT 1 ${"::int".repeat(100_000)}`],
    ["unions", "SELECT 1 UNION ALL ".repeat(100_000)],
    ["joins", `SELECT 1 FROM a ${"JOIN b ".repeat(100_000)}`],
  ])("chains of %s end in a refusal", (_, text) => {
    expect(refusal(text).condition).toBe("UNSUPPORTED_FEATURE");
  });

  it("a text grows no further than a bound", () => {
    expect(refusal(`SELECT ${"substring(".repeat(60)}x${", n)".repeat(60)} FROM t`).condition).toBe(
      "FAILED_TO_PARSE_TOO_COMPLEX",
    );
  });

  it("a text of 16 MiB is read in one pass, a longer one refused", () => {
    const row = "(1, 'a'), ";
    const text = `VALUES ${row.repeat(20_000)}(2, 'b')`;
    expect(rendered(text).length).toBeGreaterThan(text.length);
    expect(refusal(`SELECT '${"a".repeat(16 * 1024 * 1024)}'`).condition).toBe("INVALID_PARAMETER_VALUE");
    expect(rendered(`SELECT '${"a".repeat(15 * 1024 * 1024)}'`).length).toBeGreaterThan(15 * 1024 * 1024);
  });

  it("whatever a text holds, it is understood or refused", () => {
    const pieces = [
      "SELECT",
      "FROM",
      "(",
      ")",
      ",",
      "'",
      '"',
      "`",
      "t",
      "x",
      "1",
      "*",
      ".",
      "+",
      "::",
      "CASE",
      "END",
      "GROUP BY",
      "\\",
      "\u0000",
      "ä",
      "😀",
      "--",
      "/*",
      "-> ",
      ":a",
      "?",
      "[",
      "]",
      "NOT",
      "IN",
      "BETWEEN",
      "OVER",
      "CAST(",
      "AS",
      "INT",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const text = `SELECT ${parts.join(" ")}`;
        const parsed = databricksSql.parse(text, []);
        if (parsed.kind === "query") databricksSql.renderQuery(parsed.query, SCOPE);
        expect(parsed.kind === "refused" || parsed.kind === "query").toBe(true);
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it("text that looks like DuckDB's stays text and names", () => {
    expect(rendered("SELECT '\\'; DROP TABLE x; --' AS `a\"b`")).toBe(
      "SELECT '''; DROP TABLE x; --' AS \"a\"\"b\"",
    );
    expect(rendered("SELECT read_csv('/etc/passwd')")).toContain('"read_csv"(');
    expect(rendered("SELECT 'a\\0b' AS x")).toBe("SELECT ('a' || chr(0) || 'b') AS \"x\"");
  });
});
