import { expect, test } from "vitest";
import { rawSql, sql } from "../../sql/sql.ts";
import { openKnownRelations } from "./known-relations.ts";
import { statementText } from "./statement-parameters.ts";

function known() {
  const relations = openKnownRelations();
  relations.define("raw_audit", sql`SELECT * FROM \`system\`.\`access\`.\`audit\` WHERE day = ${7}`);
  relations.define("raw_usage", rawSql("SELECT 1 AS quantity"));
  relations.define("audit_event", rawSql("SELECT 'FROM usage' AS a FROM raw_audit -- JOIN raw_usage"));
  relations.define("usage", rawSql("WITH price AS (SELECT 1) SELECT * FROM raw_usage JOIN price ON true"));
  relations.define("grant_change", rawSql("SELECT * FROM audit_event"));
  return relations;
}

test("a statement carries the relations that it reads, and what these read, once and in order", () => {
  const { text, parameters } = statementText(
    known().withRelations(sql`SELECT ${"x"} FROM grant_change AS g JOIN audit_event ON usage = ${true}`),
  );
  expect(text.replace(/\s+/g, " ")).toBe(
    "WITH raw_audit AS (SELECT * FROM `system`.`access`.`audit` WHERE day = :p1), " +
      "audit_event AS (SELECT 'FROM usage' AS a FROM raw_audit -- JOIN raw_usage), " +
      "grant_change AS (SELECT * FROM audit_event) " +
      "SELECT :p2 FROM grant_change AS g JOIN audit_event ON usage = :p3",
  );
  expect(parameters).toEqual([
    { name: "p1", type: "INT", value: "7" },
    { name: "p2", type: "STRING", value: "x" },
    { name: "p3", type: "BOOLEAN", value: "true" },
  ]);
});

test("a statement that has expressions of its own gets the others in front of them", () => {
  const { text } = statementText(
    known().withRelations(sql`
    WITH during AS (SELECT * FROM usage) SELECT * FROM during ORDER BY 1`),
  );
  expect(text).toBe(
    "WITH raw_usage AS (SELECT 1 AS quantity), " +
      "usage AS (WITH price AS (SELECT 1) SELECT * FROM raw_usage JOIN price ON true), " +
      "during AS (SELECT * FROM usage) SELECT * FROM during ORDER BY 1",
  );
});

test("a statement that reads no relation stays as it is", () => {
  const statement = sql`SELECT * FROM usage.t, other WHERE a = ' FROM usage '`;
  expect(known().withRelations(statement)).toBe(statement);
});
