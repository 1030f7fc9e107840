import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { loadSignalFiles } from "./signal-files.ts";
import { compareGolden, goldenText } from "./signal-golden.ts";

const FOLDER = fileURLToPath(new URL("../golden/signals/", import.meta.url));
/** `UPDATE_GOLDEN=1` writes files of new signals and raised versions, and removes those of signals that are gone. */
const isUpdate = process.env["UPDATE_GOLDEN"] === "1";

const cases = (await loadSignalFiles()).flatMap(({ signal }) =>
  [duckdbDialect, databricksDialect].map((dialect) => ({
    signal,
    dialect,
    name: `${signal.id}.${dialect.id}.sql`,
  })),
);

describe("golden SQL", () => {
  if (isUpdate) mkdirSync(FOLDER, { recursive: true });

  it.each(cases)("$name has not changed unless its version was raised", ({ signal, dialect, name }) => {
    const path = `${FOLDER}${name}`;
    const today = goldenText(signal, dialect);
    const onFile = existsSync(path) ? readFileSync(path, "utf8") : null;
    const { kind } = compareGolden(onFile, today);
    expect(kind, "the text changed: raise the signal's version, then run with UPDATE_GOLDEN=1").not.toBe(
      "unversioned",
    );
    if (isUpdate && kind === "outdated") writeFileSync(path, today);
    else expect(onFile, "run with UPDATE_GOLDEN=1").toBe(today);
  });

  it("no file is left of a signal that is gone", () => {
    const known = new Set(cases.map((each) => each.name));
    const stale = readdirSync(FOLDER).filter((name) => !known.has(name));
    if (isUpdate) for (const name of stale) rmSync(`${FOLDER}${name}`);
    else expect(stale).toEqual([]);
  });

  it("a changed text under the same or a lower version is refused, under a higher one accepted", () => {
    expect(compareGolden("-- version: 2\nSELECT 1\n", "-- version: 2\nSELECT 1\n").kind).toBe("same");
    expect(compareGolden("-- version: 2\nSELECT 1\n", "-- version: 2\nSELECT 2\n").kind).toBe("unversioned");
    expect(compareGolden("-- version: 2\nSELECT 1\n", "-- version: 1\nSELECT 1\n").kind).toBe("unversioned");
    expect(compareGolden("SELECT 1\n", "-- version: 1\nSELECT 1\n").kind).toBe("unversioned");
    expect(compareGolden("-- version: 2\nSELECT 1\n", "-- version: 3\nSELECT 2\n").kind).toBe("outdated");
    expect(compareGolden(null, "-- version: 1\nSELECT 1\n").kind).toBe("outdated");
  });
});
