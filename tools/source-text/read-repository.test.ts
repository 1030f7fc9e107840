import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ignoredBy, readRepository } from "./read-repository.ts";

test("text files are read in order of path; ignored, foreign and binary ones are not", () => {
  const root = mkdtempSync(join(tmpdir(), "repository-"));
  try {
    for (const folder of ["src", "dist", "node_modules", ".git"]) mkdirSync(join(root, folder));
    const files = {
      ".gitignore": "dist/\n*.duckdb\n",
      "src/b.ts": "b",
      "src/a.md": "a",
      "src/c.duckdb": "c",
      "src/d.parquet": "d",
      "src/e.txt": "e\0",
      "dist/f.js": "f",
      "node_modules/g.js": "g",
      ".git/HEAD": "h",
      LICENSE: "i",
    };
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    expect(readRepository(root).map(({ path }) => path)).toEqual([
      ".gitignore",
      "LICENSE",
      "src/a.md",
      "src/b.ts",
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("a pattern with a slash counts from the root, another one everywhere", () => {
  const isIgnored = ignoredBy("/sample/\ndist/\nbench/results/\n*.wal\n# a remark\n");
  expect(isIgnored("sample", true)).toBe(true);
  expect(isIgnored("tools/sample", true)).toBe(false);
  expect(isIgnored("sample", false)).toBe(false);
  expect(isIgnored("a/dist", true)).toBe(true);
  expect(isIgnored("bench/results", true)).toBe(true);
  expect(isIgnored("a/bench/results", true)).toBe(false);
  expect(isIgnored("a/b.wal", false)).toBe(true);
  expect(isIgnored("a/b.wall", false)).toBe(false);
});

test("a pattern beyond what we read is refused, not misread", () => {
  expect(() => ignoredBy("!keep.ts")).toThrow("uses more than");
  expect(() => ignoredBy("a/**/b")).toThrow("uses more than");
});
