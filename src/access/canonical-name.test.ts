import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DuckdbRows, openDuckdbRows } from "../../test/conformance/dialect-duckdb-rows.ts";
import { isNonEmpty } from "../domain/brand.ts";
import { duckdbDialect } from "../sql/dialects/duckdb.ts";
import { foldName, foldParts } from "../sql/fold-name.ts";
import { joinSql, rawSql, sql } from "../sql/sql.ts";
import { canonicalName, parseCanonicalName, printCanonicalName } from "./canonical-name.ts";

const SEED = 41;
/** Characters that a name's rule looks at, and letters that lower-casing treats in its own way. */
const hostileText = fc.string({
  unit: fc.constantFrom(
    "`",
    ".",
    " ",
    "\t",
    "\n",
    "\r",
    "a",
    "B",
    "ß",
    "Σ",
    "ς",
    "İ",
    "Ǆ",
    "é",
    "'",
    '"',
    "\\",
    "\u00a0",
    "🔑",
  ),
  maxLength: 14,
});
const loweredPart = fc.string({
  unit: fc.constantFrom("`", ".", " ", "\t", "a", "b", "ς", "ß"),
  minLength: 1,
  maxLength: 8,
});

const writtenPart = fc.string({
  unit: fc.constantFrom("`", ".", " ", "\t", "a", "B", "Σ"),
  minLength: 1,
  maxLength: 8,
});
const lowered = (part: string) => part.replaceAll("B", "b").replaceAll("Σ", "σ");

describe("canonicalName", () => {
  it.each([
    ["Main.Sales.Orders", "main.sales.orders"],
    ["  main . sales\n.\torders ", "main.sales.orders"],
    ["`Main`.`sales`.`orders`", "main.sales.orders"],
    ["main.sales.`Orders.2026`", "main.sales.`orders.2026`"],
    ["main.sales.`a``b`", "main.sales.`a``b`"],
    ["main.sales.my table", "main.sales.my table"],
    ["main.sales.` padded `", "main.sales.` padded `"],
    ["ΜΑΙΝ.ΣΑΛΕΣ", "μαιν.σαλεσ"],
    ["İstanbul", "istanbul"],
    ["s3://Bucket/Path", "s3://bucket/path"],
  ])("spells %j as %j", (text, expected) => {
    expect(canonicalName(text)).toBe(expected);
  });

  it.each(["", " ", "\t\r\n"])("has no name for blank text %j", (text) => {
    expect(canonicalName(text)).toBeNull();
  });

  it.each([
    ["a..b", "a..b"],
    ["`open", "`open"],
    [" A.`B`C ", "a.`b`c"],
    ["a.``", "a.``"],
  ])("keeps %j, which is not built as a name, lowered and trimmed", (text, expected) => {
    const name = canonicalName(text);
    expect(name).toBe(expected);
    expect(name === null ? null : parseCanonicalName(name)).toBeNull();
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const name = canonicalName(text);
        if (name !== null) expect(canonicalName(name)).toBe(name);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it("does not depend on case", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", ".", "`", " ") }), (text) => {
        expect(canonicalName(text.toUpperCase())).toBe(canonicalName(text));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe("printCanonicalName", () => {
  it("prints parts that parse back and are canonical", () => {
    fc.assert(
      fc.property(fc.array(loweredPart, { minLength: 1, maxLength: 4 }), (parts) => {
        if (!isNonEmpty(parts)) return;
        const name = printCanonicalName(parts);
        expect(parseCanonicalName(name)).toEqual(parts);
        expect(canonicalName(name)).toBe(name);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });
});

/** Letters that Unicode 16 and 17 added: newer runtimes lower them, DuckDB 1.5 does not yet. */
const NEWER_LETTERS: readonly (readonly [number, number])[] = [
  [0x1c89, 0x1c89],
  [0xa7cb, 0xa7dc],
  [0x10d50, 0x10d65],
  [0x16ea0, 0x16eb8],
];

describe("foldName and canonicalName", () => {
  let duckdb: DuckdbRows;
  beforeAll(async () => {
    duckdb = await openDuckdbRows();
  });
  afterAll(() => duckdb.close());

  it("agree on hostile text", async () => {
    const texts = [...new Set(fc.sample(hostileText, { seed: SEED, numRuns: 5000 }))];
    const rows = texts.map(
      (text, index) => sql`(${rawSql(String(index))}, ${duckdbDialect.textLiteral(text)})`,
    );
    const answer = await duckdb.query(
      sql`SELECT ${foldName(duckdbDialect, sql`x`)} AS name FROM (VALUES ${joinSql(rows, ", ")}) AS t(id, x) ORDER BY id`,
    );
    expect(answer.rows.map(([name]) => name)).toEqual(texts.map(canonicalName));
  });

  it("agree on the lower case of every letter that both know", async () => {
    const answer = await duckdb.query(
      sql`SELECT point, lower(letter) FROM (SELECT point, chr(CAST(point AS INT)) AS letter
        FROM (SELECT range AS point FROM range(1, 55296) UNION ALL SELECT range FROM range(57344, 1114112)) AS points) AS letters
        WHERE lower(letter) <> letter`,
    );
    const known = new Map(answer.rows.map(([point, letter]) => [Number(point), letter]));
    const differing: number[] = [];
    for (let point = 1; point < 0x110000; point += 1) {
      if (point === 0xd800) point = 0xe000;
      const letter = String.fromCodePoint(point);
      if (!known.has(point) && letter.toLowerCase() === letter) continue;
      const isNewer = NEWER_LETTERS.some(([first, last]) => point >= first && point <= last);
      if (!isNewer && canonicalName(letter) !== known.get(point)) differing.push(point);
    }
    expect(known.size).toBeGreaterThan(1400);
    expect(differing).toEqual([]);
  });

  it("agree on parts that come apart", async () => {
    const cases = fc.sample(fc.tuple(writtenPart, writtenPart), { seed: SEED, numRuns: 2000 });
    const rows = cases.map(
      ([first, second], index) =>
        sql`(${rawSql(String(index))}, ${duckdbDialect.textLiteral(first)}, ${duckdbDialect.textLiteral(second)})`,
    );
    const answer = await duckdb.query(
      sql`SELECT ${foldParts(duckdbDialect, [sql`a`, sql`b`])} AS name FROM (VALUES ${joinSql(rows, ", ")}) AS t(id, a, b) ORDER BY id`,
    );
    expect(answer.rows.map(([name]) => name)).toEqual(
      cases.map(([first, second]) => printCanonicalName([lowered(first), lowered(second)])),
    );
  });

  it("a missing or empty part leaves no name", async () => {
    const answer = await duckdb.query(
      sql`SELECT ${foldParts(duckdbDialect, [sql`a`, sql`b`])} AS name FROM (VALUES ('x', NULL), ('', 'y')) AS t(a, b)`,
    );
    expect(answer.rows).toEqual([[null], [null]]);
  });
});
