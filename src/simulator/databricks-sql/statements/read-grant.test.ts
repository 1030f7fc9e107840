import { describe, expect, it } from "vitest";
import { databricksSql } from "../open-databricks-sql.ts";

/** Statements about rights, tags and policies, and what they say; trees of queries and values are left out. */
const STATEMENTS: readonly (readonly [text: string, said: object])[] = [
  [
    "GRANT SELECT, USE SCHEMA ON SCHEMA main.hr TO `ana@example.com`",
    {
      kind: "grant",
      privileges: ["SELECT", "USE_SCHEMA"],
      on: { type: "SCHEMA", parts: ["main", "hr"] },
      principal: "ana@example.com",
    },
  ],
  [
    "GRANT ALL PRIVILEGES ON CATALOG `my-cat` TO `account users`",
    {
      kind: "grant",
      privileges: ["ALL_PRIVILEGES"],
      on: { type: "CATALOG", parts: ["my-cat"] },
      principal: "account users",
    },
  ],
  [
    "REVOKE MODIFY ON main.hr.people FROM `a``b`",
    {
      kind: "revoke",
      privileges: ["MODIFY"],
      on: { type: "TABLE", parts: ["main", "hr", "people"] },
      principal: "a`b",
    },
  ],
  [
    "GRANT CREATE CATALOG ON METASTORE TO x",
    { kind: "grant", privileges: ["CREATE_CATALOG"], on: { type: "METASTORE", parts: [] }, principal: "x" },
  ],
  [
    "GRANT SELECT ON SHARE s TO RECIPIENT r",
    { kind: "grant", privileges: ["SELECT"], on: { type: "SHARE", parts: ["s"] }, principal: "r" },
  ],
  [
    "SHOW GRANTS ON TABLE main.hr.people",
    { kind: "show_grants", principal: null, on: { type: "TABLE", parts: ["main", "hr", "people"] } },
  ],
  [
    "SHOW GRANTS `ana@example.com` ON SCHEMA main.hr",
    { kind: "show_grants", principal: "ana@example.com", on: { type: "SCHEMA", parts: ["main", "hr"] } },
  ],
  ["ALTER TABLE t SET OWNER TO `g`", { kind: "set_owner", on: { type: "TABLE", parts: ["t"] }, owner: "g" }],
  [
    "ALTER SCHEMA a.b OWNER TO g",
    { kind: "set_owner", on: { type: "SCHEMA", parts: ["a", "b"] }, owner: "g" },
  ],
  [
    "ALTER TABLE t SET TAGS ('k'='v', 'x')",
    { kind: "set_tags", on: { type: "TABLE", parts: ["t"] }, column: null, tags: { k: "v", x: "" } },
  ],
  [
    "ALTER TABLE t UNSET TAGS ('k')",
    { kind: "unset_tags", on: { type: "TABLE", parts: ["t"] }, column: null, tags: { k: "" } },
  ],
  [
    "ALTER TABLE t ALTER COLUMN c SET TAGS ('k'='v')",
    { kind: "set_tags", on: { type: "TABLE", parts: ["t"] }, column: "c", tags: { k: "v" } },
  ],
  [
    "SET TAG ON COLUMN a.b.c.d k = v",
    { kind: "set_tags", on: { type: "TABLE", parts: ["a", "b", "c"] }, column: "d", tags: { k: "v" } },
  ],
  [
    "UNSET TAG ON TABLE a.b.c `k y`",
    { kind: "unset_tags", on: { type: "TABLE", parts: ["a", "b", "c"] }, column: null, tags: { "k y": "" } },
  ],
  [
    "ALTER TABLE t SET ROW FILTER main.f.g ON (a, b)",
    { kind: "set_row_filter", table: ["t"], functionName: ["main", "f", "g"], columns: ["a", "b"] },
  ],
  [
    "ALTER TABLE t DROP ROW FILTER",
    { kind: "set_row_filter", table: ["t"], functionName: null, columns: [] },
  ],
  [
    "ALTER TABLE t ALTER COLUMN c SET MASK f USING COLUMNS (x, y)",
    { kind: "set_mask", table: ["t"], column: "c", functionName: ["f"], usingColumns: ["x", "y"] },
  ],
  [
    "ALTER TABLE t ALTER COLUMN c DROP MASK",
    { kind: "set_mask", table: ["t"], column: "c", functionName: null, usingColumns: [] },
  ],
  [
    "CREATE POLICY p ON SCHEMA main.hr COMMENT 'x' ROW FILTER main.f TO `a b`, g EXCEPT h FOR TABLES WHEN has_tag('pii') MATCH COLUMNS has_tag_value('k','v') AS r, has_tag('z') ON COLUMN m USING COLUMNS (r, 'EMEA', 5)",
    {
      kind: "create_policy",
      name: "p",
      on: { type: "SCHEMA", parts: ["main", "hr"] },
      isReplace: false,
      comment: "x",
      policyType: "POLICY_TYPE_ROW_FILTER",
      functionName: ["main", "f"],
      privileges: [],
      to: ["a b", "g"],
      except: ["h"],
      forType: "TABLE",
      when: "has_tag('pii')",
      match: [
        { condition: "has_tag_value('k','v')", alias: "r" },
        { condition: "has_tag('z')", alias: "column_2" },
      ],
      onColumn: "m",
      using: [{ alias: "r" }, { constant: "'EMEA'" }, { constant: "5" }],
    },
  ],
  [
    "CREATE OR REPLACE POLICY p ON CATALOG c COLUMN MASK f TO `account users` FOR TABLES MATCH COLUMNS has_tag('pii') AS m ON COLUMN m",
    {
      kind: "create_policy",
      name: "p",
      on: { type: "CATALOG", parts: ["c"] },
      isReplace: true,
      comment: null,
      policyType: "POLICY_TYPE_COLUMN_MASK",
      functionName: ["f"],
      privileges: [],
      to: ["account users"],
      except: [],
      forType: "TABLE",
      when: null,
      match: [{ condition: "has_tag('pii')", alias: "m" }],
      onColumn: "m",
      using: [],
    },
  ],
  [
    "CREATE POLICY p ON CATALOG c TO pr EXCEPT q GRANT EXECUTE FOR MODELS WHEN has_tag('a')",
    {
      kind: "create_policy",
      name: "p",
      on: { type: "CATALOG", parts: ["c"] },
      isReplace: false,
      comment: null,
      policyType: "POLICY_TYPE_GRANT",
      functionName: null,
      privileges: ["EXECUTE"],
      to: ["pr"],
      except: ["q"],
      forType: "MODEL",
      when: "has_tag('a')",
      match: [],
      onColumn: null,
      using: [],
    },
  ],
  [
    "CREATE POLICY p ON CATALOG c DENY MANAGE ACCESS CONTROL TO x FOR TABLES",
    {
      kind: "create_policy",
      name: "p",
      on: { type: "CATALOG", parts: ["c"] },
      isReplace: false,
      comment: null,
      policyType: "POLICY_TYPE_DENY",
      functionName: null,
      privileges: ["MANAGE_ACCESS_CONTROL"],
      to: ["x"],
      except: [],
      forType: "TABLE",
      when: null,
      match: [],
      onColumn: null,
      using: [],
    },
  ],
  [
    "CREATE POLICY p ON METASTORE TO x DENY MANAGE ACCESS CONTROL FOR CATALOGS",
    {
      kind: "create_policy",
      name: "p",
      on: { type: "METASTORE", parts: [] },
      isReplace: false,
      comment: null,
      policyType: "POLICY_TYPE_DENY",
      functionName: null,
      privileges: ["MANAGE_ACCESS_CONTROL"],
      to: ["x"],
      except: [],
      forType: "CATALOG",
      when: null,
      match: [],
      onColumn: null,
      using: [],
    },
  ],
  ["DROP POLICY p ON CATALOG c", { kind: "drop_policy", name: "p", on: { type: "CATALOG", parts: ["c"] } }],
  [
    "DESCRIBE POLICY p ON TABLE a.b.c",
    { kind: "describe_policy", name: "p", on: { type: "TABLE", parts: ["a", "b", "c"] } },
  ],
  [
    "SHOW EFFECTIVE POLICIES ON TABLE a.b.c",
    { kind: "show_policies", isEffective: true, on: { type: "TABLE", parts: ["a", "b", "c"] } },
  ],
  [
    "SHOW POLICIES ON CATALOG c",
    { kind: "show_policies", isEffective: false, on: { type: "CATALOG", parts: ["c"] } },
  ],
];

describe("statements about rights, tags and policies", () => {
  it.each(STATEMENTS)("%s", (text, said) => {
    expect(databricksSql.parse(text, [])).toMatchObject(said);
    expect(databricksSql.parse(`${text} ;;`, [])).toMatchObject(said);
  });

  it.each(STATEMENTS.filter(([text]) => !text.startsWith("SET ")))("nothing may follow %s", (text) => {
    expect(databricksSql.parse(`${text} )`, []).kind).toBe("refused");
  });
});
