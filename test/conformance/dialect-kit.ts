import type { Dialect } from "../../src/sql/dialect.ts";
import { rawSql, type Sql, sql } from "../../src/sql/sql.ts";
import type { Cell } from "./dialect-duckdb-rows.ts";

/** One documented answer of a dialect member: a query without tables and the rows that every engine must give. */
interface DialectCase {
  readonly member: Exclude<keyof Dialect, "id">;
  readonly guarantee: string;
  readonly query: (dialect: Dialect) => Sql;
  readonly rows: readonly (readonly Cell[])[];
}

/** 2026-11-22T13:45:30.250Z, a Sunday. */
const MOMENT_MS = 1_795_355_130_250;
const HOUR_MS = 3_600_000;
const WEEK_MS = 604_800_000;

const x = rawSql("x");

/** Rows of a table `t`; fixed text of ours. */
function values(rows: string, columns = "x"): Sql {
  return rawSql(`(VALUES ${rows}) AS t(${columns})`);
}

const QUOTING: readonly DialectCase[] = [
  {
    member: "placeholder",
    guarantee: "values arrive in order whatever their place in the text",
    query: () => sql`SELECT ${"a"} AS x, ${2} AS y, ${"c"} AS z`,
    rows: [["a", 2, "c"]],
  },
  {
    member: "quoteIdentifier",
    guarantee: "an identifier may hold quotes of both kinds, points and spaces",
    query: (d) =>
      sql`SELECT t.${d.quoteIdentifier('a"b`c. d')} FROM (SELECT 1 AS ${d.quoteIdentifier('a"b`c. d')}) AS t`,
    rows: [[1]],
  },
  {
    member: "textLiteral",
    guarantee: "a text keeps quotes, backslashes and what looks like an escape",
    query: (d) => sql`SELECT ${d.textLiteral("it's \\n \\' \" $1 :p1")} AS x`,
    rows: [["it's \\n \\' \" $1 :p1"]],
  },
];

const TIME: readonly DialectCase[] = [
  {
    member: "timestampFromMs",
    guarantee: "a literal is the moment in UTC, with its milliseconds",
    query: (d) => sql`SELECT ${d.epochMs(d.timestampFromMs(MOMENT_MS))} AS x`,
    rows: [[MOMENT_MS]],
  },
  {
    member: "timestampOfMs",
    guarantee: "a number of milliseconds becomes the moment; NULL stays NULL",
    query: (d) =>
      sql`SELECT ${d.epochMs(d.timestampOfMs(x))} AS y FROM ${values(`(${MOMENT_MS}), (0), (NULL)`)} ORDER BY x NULLS LAST`,
    rows: [[0], [MOMENT_MS], [null]],
  },
  {
    member: "epochMs",
    guarantee: "finer parts than a millisecond are cut off",
    query: (d) => sql`SELECT ${d.epochMs(rawSql("CAST('2026-11-22 13:45:30.250999' AS TIMESTAMP)"))} AS x`,
    rows: [[MOMENT_MS]],
  },
  {
    member: "timeBucket",
    guarantee: "buckets are half-open and aligned to the epoch: the end of an hour belongs to the next",
    query: (d) =>
      sql`SELECT ${d.epochMs(d.timeBucket(d.timestampOfMs(x), HOUR_MS))} AS y FROM ${values(
        `(${7 * HOUR_MS - 1}), (${7 * HOUR_MS}), (${8 * HOUR_MS - 1})`,
      )} ORDER BY x`,
    rows: [[6 * HOUR_MS], [7 * HOUR_MS], [7 * HOUR_MS]],
  },
  {
    member: "timeBucket",
    guarantee: "weeks start on Thursday",
    query: (d) => sql`SELECT ${d.epochMs(d.timeBucket(d.timestampFromMs(MOMENT_MS), WEEK_MS))} AS x`,
    rows: [[Date.UTC(2026, 10, 19)]],
  },
  {
    member: "durationMs",
    guarantee: "a duration runs from the first to the second, negative when that lies before",
    query: (d) => {
      const [early, late] = [d.timestampFromMs(MOMENT_MS), d.timestampFromMs(MOMENT_MS + 90_500)];
      return sql`SELECT ${d.durationMs(early, late)} AS x, ${d.durationMs(late, early)} AS y`;
    },
    rows: [[90_500, -90_500]],
  },
];

const AGGREGATES: readonly DialectCase[] = [
  {
    member: "quantile",
    guarantee: "a quantile is exact and interpolates; NULL does not count",
    query: (d) =>
      sql`SELECT ${d.quantile(x, 0.5)} AS y, ${d.quantile(x, 0.95)} AS z FROM ${values("(100), (200), (300), (400), (NULL)")}`,
    rows: [[250, 385]],
  },
  {
    member: "sketchBucket",
    guarantee: "0 is bucket 0, a value and its negative have mirrored buckets, NULL and NaN have none",
    query: (d) =>
      sql`SELECT ${d.sketchBucket(x, 0.01)} AS y FROM ${values(
        "(1, CAST(0 AS DOUBLE)), (2, CAST(1 AS DOUBLE)), (3, CAST(-1 AS DOUBLE)), (4, CAST('NaN' AS DOUBLE)), (5, CAST(NULL AS DOUBLE)), (6, CAST(1.0E-12 AS DOUBLE))",
        "id, x",
      )} ORDER BY id`,
    rows: [[0], [1037], [-1037], [null], [null], [1]],
  },
];

const TEXT: readonly DialectCase[] = [
  {
    member: "regexpExtract",
    guarantee: "the first match of the group comes out; no match, an empty match and NULL give NULL",
    query: (d) =>
      sql`SELECT ${d.regexpExtract(x, "^(\\d+)\\.(\\d*)", 2)} AS y FROM ${values("('10.20.30'), ('10.'), ('ten'), (NULL)")} ORDER BY x NULLS LAST`,
    rows: [[null], ["20"], [null], [null]],
  },
  {
    member: "regexpExtract",
    guarantee: "a pattern may hold a quote",
    query: (d) => sql`SELECT ${d.regexpExtract(d.textLiteral("it's"), "t'(s)", 1)} AS x`,
    rows: [["s"]],
  },
  {
    member: "regexpReplaceAll",
    guarantee: "every match is replaced, by the text as it is",
    query: (d) => sql`SELECT ${d.regexpReplaceAll(d.textLiteral("a1 b22 c"), "[0-9]+", "$1\\1")} AS x`,
    rows: [["a$1\\1 b$1\\1 c"]],
  },
  {
    member: "regexpKeepGroups",
    guarantee: "every match leaves what the named groups hold, nothing for a group without a match",
    query: (d) =>
      sql`SELECT ${d.regexpKeepGroups(d.textLiteral("a1-b2 c_d"), "([a-z])([0-9])|(_)", [2, 3])} AS x, ${d.regexpKeepGroups(d.textLiteral("a1 b"), "[0-9]", [])} AS y`,
    rows: [["1-2 c_d", "a b"]],
  },
  {
    member: "sha256Hex",
    guarantee: "the digest of the bytes in lower case",
    query: (d) => sql`SELECT ${d.sha256Hex(d.textLiteral("abc"))} AS x`,
    // Source: FIPS 180-2, appendix B.1.
    rows: [["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]],
  },
  {
    member: "regexpMatches",
    guarantee: "a match anywhere in the text counts; NULL gives NULL",
    query: (d) =>
      sql`SELECT ${d.regexpMatches(x, "^[0-9a-f]{4}-")} AS y FROM ${values("('beef-1'), ('xbeef-1'), (NULL)")} ORDER BY x NULLS LAST`,
    rows: [[true], [false], [null]],
  },
  {
    member: "splitPart",
    guarantee: "parts count from 1; a part that is not there is empty",
    query: (d) => {
      const name = d.textLiteral("main.sales.orders");
      return sql`SELECT ${d.splitPart(name, ".", 1)} AS x, ${d.splitPart(name, ".", 3)} AS y, ${d.splitPart(name, ".", 4)} AS z`;
    },
    rows: [["main", "orders", ""]],
  },
];

const CHANGES =
  '[{"principal":"analysts","add":["SELECT","USE_SCHEMA"]},{"remove":["ALL_PRIVILEGES"],"principal":"a@x.com"}]';

const NESTED: readonly DialectCase[] = [
  {
    member: "jsonText",
    guarantee: "text and numbers come out as text; what is absent, null or not JSON gives NULL",
    query: (d) =>
      joinedRow([
        d.jsonText(d.textLiteral('{"a":{"b":"c"},"n":7,"z":null}'), "$.a.b"),
        d.jsonText(d.textLiteral('{"a":{"b":"c"},"n":7,"z":null}'), "$.n"),
        d.jsonText(d.textLiteral('{"a":{"b":"c"},"n":7,"z":null}'), "$.z"),
        d.jsonText(d.textLiteral('{"a":1}'), "$.b"),
        d.jsonText(d.textLiteral('{"a":1'), "$.a"),
        d.jsonText(rawSql("CAST(NULL AS STRING)"), "$.a"),
      ]),
    rows: [["c", "7", null, null, null, null]],
  },
  {
    member: "explodeJsonObjects",
    guarantee: "one row an object, missing fields NULL; no row for what is not an array of objects",
    query: (d) => {
      const texts = [CHANGES, '{"principal":"lone"}', "not json", "[]", '"text"'];
      const rows = texts.map((text) => sql`(${d.textLiteral(text)})`);
      const list = rows.reduce((all, row) => sql`${all}, ${row}`);
      const fields = { principal: "string", add: "array<string>", remove: "array<string>" } as const;
      return sql`SELECT c.principal, c.${d.quoteIdentifier("add")}, c.remove FROM (VALUES ${list}, (NULL)) AS t(x) CROSS JOIN ${d.explodeJsonObjects(rawSql("t.x"), "c", fields)} ORDER BY c.principal`;
    },
    rows: [
      ["a@x.com", null, ["ALL_PRIVILEGES"]],
      ["analysts", ["SELECT", "USE_SCHEMA"], null],
    ],
  },
  {
    member: "explodeArray",
    guarantee: "one row an element; no row for NULL",
    query: (d) => {
      const objects = d.explodeJsonObjects(d.textLiteral(CHANGES), "c", { add: "array<string>" });
      return sql`SELECT e.element FROM (SELECT 1 AS one) AS t CROSS JOIN ${objects} CROSS JOIN ${d.explodeArray(sql`c.${d.quoteIdentifier("add")}`, "e")} ORDER BY e.element`;
    },
    rows: [["SELECT"], ["USE_SCHEMA"]],
  },
  {
    member: "explodeMap",
    guarantee: "one row an entry",
    query: (d) => {
      const map = d.id === "duckdb" ? rawSql("map(['a', 'b'], [1, 2])") : rawSql("map('a', 1, 'b', 2)");
      return sql`SELECT e.key, e.item FROM (SELECT ${map} AS m) AS t CROSS JOIN ${d.explodeMap(rawSql("t.m"), "e")} ORDER BY e.key`;
    },
    rows: [
      ["a", 1],
      ["b", 2],
    ],
  },
  {
    member: "explodeMap",
    guarantee: "no row for NULL",
    query: (d) => {
      const type = d.id === "duckdb" ? rawSql("MAP(VARCHAR, BIGINT)") : rawSql("MAP<STRING, BIGINT>");
      return sql`SELECT e.key, e.item FROM (SELECT CAST(NULL AS ${type}) AS m) AS t CROSS JOIN ${d.explodeMap(rawSql("t.m"), "e")}`;
    },
    rows: [],
  },
];

const MAPS: readonly DialectCase[] = [
  {
    member: "mapToJson",
    guarantee: "keys stand in order and are escaped, a NULL value is null, a NULL map NULL",
    query: (d) => {
      const map =
        d.id === "duckdb" ? rawSql("map(['b', 'a'], ['x\"y', '1'])") : rawSql("map('b', 'x\"y', 'a', '1')");
      const type = rawSql(d.id === "duckdb" ? "MAP(VARCHAR, VARCHAR)" : "MAP<STRING, STRING>");
      return sql`SELECT ${d.mapToJson(map)} AS x, ${d.mapToJson(sql`CAST(NULL AS ${type})`)} AS y`;
    },
    rows: [['{"a":"1","b":"x\\"y"}', null]],
  },
];

function joinedRow(cells: readonly Sql[]): Sql {
  const columns = cells.map((each, index) => sql`${each} AS ${rawSql(`c${index}`)}`);
  return sql`SELECT ${columns.reduce((all, each) => sql`${all}, ${each}`)}`;
}

/** The documented answers of every member that can be asked without a table. */
export const DIALECT_CASES: readonly DialectCase[] = [
  ...QUOTING,
  ...TIME,
  ...AGGREGATES,
  ...TEXT,
  ...NESTED,
  ...MAPS,
];
