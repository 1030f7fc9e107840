import { describe, expect, it } from "vitest";
import { databricksSql } from "../open-databricks-sql.ts";

/** Statements about objects, rows and the session, and what they say; trees of queries and values are left out. */
const STATEMENTS: readonly (readonly [text: string, said: object])[] = [
  ["SHOW CATALOGS", { kind: "show_catalogs", like: null }],
  ["SHOW CATALOGS LIKE 'm*'", { kind: "show_catalogs", like: "m*" }],
  ["SHOW SCHEMAS IN c LIKE '*'", { kind: "show_schemas", catalog: "c", like: "*" }],
  ["SHOW SCHEMAS IN `my-c`", { kind: "show_schemas", catalog: "my-c", like: null }],
  [
    "SHOW TABLES IN CATALOG c SCHEMA LIKE 's' LIKE '*'",
    { kind: "show_tables", catalog: "c", schemaLike: "s", schema: null, like: "*" },
  ],
  [
    "SHOW TABLES IN main.hr",
    { kind: "show_tables", catalog: null, schemaLike: null, schema: ["main", "hr"], like: null },
  ],
  ["SHOW TABLES", { kind: "show_tables", catalog: null, schemaLike: null, schema: null, like: null }],
  [
    "SHOW VIEWS IN main.hr LIKE 'x*'",
    { kind: "show_views", catalog: null, schemaLike: null, schema: ["main", "hr"], like: "x*" },
  ],
  [
    "SHOW COLUMNS IN CATALOG c SCHEMA LIKE 's' TABLE LIKE 't' LIKE '*'",
    { kind: "show_columns", catalog: "c", schemaLike: "s", tableLike: "t", table: null, like: "*" },
  ],
  [
    "SHOW COLUMNS IN a.b.c",
    {
      kind: "show_columns",
      catalog: null,
      schemaLike: null,
      tableLike: null,
      table: ["a", "b", "c"],
      like: null,
    },
  ],
  [
    "SHOW COLUMNS IN c IN a.b",
    {
      kind: "show_columns",
      catalog: null,
      schemaLike: null,
      tableLike: null,
      table: ["a", "b", "c"],
      like: null,
    },
  ],
  [
    "SHOW KEYS IN CATALOG c IN SCHEMA s IN TABLE t",
    { kind: "show_keys", isForeign: false, table: ["c", "s", "t"] },
  ],
  [
    "SHOW FOREIGN KEYS IN CATALOG c IN SCHEMA s IN TABLE t",
    { kind: "show_keys", isForeign: true, table: ["c", "s", "t"] },
  ],
  [
    "SHOW FUNCTIONS IN CATALOG c SCHEMA LIKE 's' LIKE '*'",
    { kind: "show_functions", catalog: "c", schemaLike: "s", schema: null, like: "*" },
  ],
  ["DESCRIBE TABLE EXTENDED a.b.c", { kind: "describe_table", table: ["a", "b", "c"], isExtended: true }],
  ["DESC a.b.c", { kind: "describe_table", table: ["a", "b", "c"], isExtended: false }],
  ["DESCRIBE HISTORY a.b.c", { kind: "describe_history", table: ["a", "b", "c"] }],
  ["USE CATALOG main", { kind: "use", catalog: "main", schema: null }],
  ["USE main.hr", { kind: "use", catalog: "main", schema: "hr" }],
  ["USE hr", { kind: "use", catalog: null, schema: "hr" }],
  ["SET x.y = 5", { kind: "set_conf", name: "x.y" }],
  ["SET TIME ZONE 'UTC'", { kind: "set_conf", name: "timezone" }],
  ["SET", { kind: "set_conf", name: null, value: null }],
  [
    "CREATE CATALOG IF NOT EXISTS c COMMENT 'x'",
    { kind: "create_securable", type: "CATALOG", name: ["c"], ifNotExists: true, comment: "x" },
  ],
  [
    "CREATE SCHEMA c.s",
    { kind: "create_securable", type: "SCHEMA", name: ["c", "s"], ifNotExists: false, comment: null },
  ],
  [
    "CREATE VOLUME c.s.v",
    { kind: "create_securable", type: "VOLUME", name: ["c", "s", "v"], ifNotExists: false, comment: null },
  ],
  [
    "CREATE TABLE c.s.t (id BIGINT NOT NULL COMMENT 'key', email STRING MASK f USING COLUMNS (id), m MAP<STRING, ARRAY<STRUCT<a: INT, b: DECIMAL(10,2)>>>) USING DELTA COMMENT 'y' WITH ROW FILTER g ON (id)",
    {
      kind: "create_table",
      name: ["c", "s", "t"],
      columns: [
        { name: "id", type: "bigint", isNullable: false, comment: "key", mask: null },
        {
          name: "email",
          type: "string",
          isNullable: true,
          comment: null,
          mask: { functionName: ["f"], usingColumns: ["id"] },
        },
        {
          name: "m",
          type: "map<string,array<struct<a:int,b:decimal(10,2)>>>",
          isNullable: true,
          comment: null,
          mask: null,
        },
      ],
      as: null,
      references: { tables: [], functions: [] },
      ifNotExists: false,
      isReplace: false,
      comment: "y",
      rowFilter: { functionName: ["g"], columns: ["id"] },
    },
  ],
  [
    "CREATE OR REPLACE TABLE c.s.t AS SELECT a.x, main.f.g(a.x) FROM c.s.u AS a JOIN (WITH q AS (SELECT 1 FROM d) SELECT * FROM q) ON true WHERE EXISTS (SELECT 1 FROM c.s.w)",
    {
      kind: "create_table",
      name: ["c", "s", "t"],
      columns: [],
      references: { tables: [["c", "s", "u"], ["d"], ["c", "s", "w"]], functions: [["main", "f", "g"]] },
      ifNotExists: false,
      isReplace: true,
      comment: null,
      rowFilter: null,
    },
  ],
  [
    "CREATE VIEW c.s.v AS SELECT 1 AS a",
    {
      kind: "create_view",
      name: ["c", "s", "v"],
      text: "SELECT 1 AS a",
      references: { tables: [], functions: [] },
      isReplace: false,
      ifNotExists: false,
      comment: null,
    },
  ],
  [
    "CREATE OR REPLACE VIEW v COMMENT 'x' AS (SELECT * FROM t)",
    {
      kind: "create_view",
      name: ["v"],
      text: "(SELECT * FROM t)",
      references: { tables: [["t"]], functions: [] },
      isReplace: true,
      ifNotExists: false,
      comment: "x",
    },
  ],
  [
    "CREATE FUNCTION c.s.f(a STRING, b INT) RETURNS STRING COMMENT 'x' RETURN CASE WHEN is_member('g') THEN a ELSE concat(a, b) END",
    {
      kind: "create_function",
      name: ["c", "s", "f"],
      parameters: [
        { name: "a", type: "string" },
        { name: "b", type: "int" },
      ],
      returnType: "string",
      body: "CASE WHEN is_member('g') THEN a ELSE concat(a, b) END",
      isReplace: false,
      ifNotExists: false,
      comment: "x",
    },
  ],
  [
    "DROP TABLE IF EXISTS a.b.c",
    { kind: "drop", on: { type: "TABLE", parts: ["a", "b", "c"] }, ifExists: true, isCascade: false },
  ],
  [
    "DROP SCHEMA s CASCADE",
    { kind: "drop", on: { type: "SCHEMA", parts: ["s"] }, ifExists: false, isCascade: true },
  ],
  [
    "ALTER TABLE t ADD COLUMNS (a INT, b STRING COMMENT 'x')",
    {
      kind: "add_columns",
      table: ["t"],
      columns: [
        { name: "a", type: "int", isNullable: true, comment: null, mask: null },
        { name: "b", type: "string", isNullable: true, comment: "x", mask: null },
      ],
    },
  ],
  [
    "ALTER TABLE t ADD COLUMN a INT",
    {
      kind: "add_columns",
      table: ["t"],
      columns: [{ name: "a", type: "int", isNullable: true, comment: null, mask: null }],
    },
  ],
  ["ALTER TABLE t DROP COLUMN a", { kind: "drop_columns", table: ["t"], columns: ["a"] }],
  [
    "INSERT INTO t (a, b) VALUES (1, 'x'), (2, NULL)",
    {
      kind: "insert",
      table: ["t"],
      columns: ["a", "b"],
      references: { tables: [], functions: [] },
      isOverwrite: false,
    },
  ],
  [
    "INSERT INTO TABLE t SELECT * FROM u",
    {
      kind: "insert",
      table: ["t"],
      columns: null,
      references: { tables: [["u"]], functions: [] },
      isOverwrite: false,
    },
  ],
  [
    "INSERT OVERWRITE t TABLE u",
    {
      kind: "insert",
      table: ["t"],
      columns: null,
      references: { tables: [["u"]], functions: [] },
      isOverwrite: true,
    },
  ],
  [
    "UPDATE main.hr.people AS p SET p.name = upper(p.name), age = people.age + 1 WHERE p.id = 5",
    {
      kind: "update",
      table: ["main", "hr", "people"],
      assignments: [{ column: "name" }, { column: "age" }],
      references: { tables: [], functions: [] },
    },
  ],
  [
    "DELETE FROM t WHERE id IN (SELECT id FROM u)",
    { kind: "delete", table: ["t"], references: { tables: [["u"]], functions: [] } },
  ],
  ["DELETE FROM t", { kind: "delete", table: ["t"], where: null, references: { tables: [], functions: [] } }],
  ["TRUNCATE TABLE t", { kind: "truncate", table: ["t"] }],
];

describe("statements about objects, rows and the session", () => {
  it.each(STATEMENTS)("%s", (text, said) => {
    expect(databricksSql.parse(text, [])).toMatchObject(said);
    expect(databricksSql.parse(`${text} ;;`, [])).toMatchObject(said);
  });

  it.each(STATEMENTS.filter(([text]) => !text.startsWith("SET ")))("nothing may follow %s", (text) => {
    expect(databricksSql.parse(`${text} )`, []).kind).toBe("refused");
  });
});
