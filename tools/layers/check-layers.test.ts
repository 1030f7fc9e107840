import { describe, expect, test } from "vitest";
import { REPOSITORY_ROOT, readRepository } from "../source-text/read-repository.ts";
import { formatViolations } from "../source-text/violation.ts";
import { checkLayers } from "./check-layers.ts";
import { LAYERS } from "./layer-table.ts";

/** Violations of a small repository, given as text by path; a test imports every file, so that none is an orphan. */
function check(files: Readonly<Record<string, string>>): string {
  const imports = Object.keys(files)
    .map((path) => `import "../${path}";`)
    .join("\n");
  const all = { ...files, "test/all.test.ts": imports };
  return formatViolations(checkLayers(Object.entries(all).map(([path, text]) => ({ path, text }))));
}

test("the repository keeps its layers", () => {
  expect(formatViolations(checkLayers(readRepository(REPOSITORY_ROOT)))).toBe("");
});

describe("the layer table", () => {
  test("names only layers that it has", () => {
    const names = LAYERS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(LAYERS.flatMap(({ imports }) => imports).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("has no ring: each layer imports only layers that stand before it", () => {
    const later = LAYERS.flatMap(({ name, imports }, index) =>
      imports
        .filter((other) => LAYERS.findIndex((layer) => layer.name === other) >= index)
        .map((other) => `${name} → ${other}`),
    );
    expect(later).toEqual([]);
  });

  test("lets a pure layer import only pure layers", () => {
    const pure = LAYERS.filter(({ isPure }) => isPure);
    const isPure = (name: string) => pure.some((layer) => layer.name === name);
    expect(pure.flatMap(({ imports }) => imports).filter((name) => !isPure(name))).toEqual([]);
  });
});

describe("imports", () => {
  test("of a layer that the table does not allow are found, with line and what is allowed", () => {
    const files = {
      "src/stats/a.ts": '\nimport { b } from "../sql/b.ts";',
      "src/sql/b.ts": "export const b = 1;",
    };
    expect(check(files)).toBe(
      "src/stats/a.ts:2 [layer-import] `stats` imports `src/sql/b.ts` of `sql`; it may import domain",
    );
  });

  test("of a type count like any other", () => {
    const files = {
      "src/domain/a.ts": 'import type { B } from "../stats/b.ts";',
      "src/stats/b.ts": "export type B = 1;",
    };
    expect(check(files)).toContain("`domain` imports `src/stats/b.ts` of `stats`; it may import nothing");
  });

  test("that the table allows are not found", () => {
    const files = {
      "src/stats/a.ts": 'import { b } from "../domain/b.ts"; import { c } from "./c.ts";',
      "src/domain/b.ts": "export const b = 1;",
      "src/stats/c.ts": "export const c = 1;",
      "src/main.ts": 'import { a } from "./stats/a.ts"; import { run } from "commander"; import "node:fs";',
    };
    expect(check(files)).toBe("");
  });

  test("of an adapter from a service are found", () => {
    const files = {
      "src/services/a.ts": 'import { b } from "../engines/b.ts";',
      "src/engines/b.ts": "export const b = 1;",
    };
    expect(check(files)).toContain("[layer-import] `services` imports `src/engines/b.ts`");
  });

  test("of the composition root are found", () => {
    const files = { "src/cli/a.ts": 'import { b } from "../main.ts";', "src/main.ts": "export const b = 1;" };
    expect(check(files)).toContain("[layer-import] `cli` imports `src/main.ts`");
  });

  test("of a Node module are found in pure layers, whatever their spelling", () => {
    expect(check({ "src/domain/a.ts": 'import "node:fs";' })).toContain("[layer-node] `domain` is pure");
    expect(check({ "src/domain/a.ts": 'import "fs/promises";' })).toContain("[layer-node] `domain` is pure");
    expect(check({ "src/engines/a.ts": 'import "node:fs";' })).toBe("");
    expect(check({ "src/engines/a.ts": 'import "fs";' })).toContain("spell it `node:fs`");
  });

  test("of a package that the layer may not use are found", () => {
    expect(check({ "src/config/a.ts": 'import { z } from "zod"; import "yaml";' })).toBe("");
    expect(check({ "src/domain/a.ts": 'import { z } from "zod/mini";' })).toContain(
      "[layer-package] `domain` imports `zod`; it may import no package",
    );
    expect(check({ "src/cli/a.ts": 'import "@duckdb/node-api";' })).toContain(
      "imports `@duckdb/node-api`; it may import commander",
    );
  });

  test("of a sibling are found; of define-* and of a member's own folder they are fine", () => {
    const files = {
      "src/signals/define-signal.ts": "export const defineSignal = 1;",
      "src/signals/a.ts": 'import "./define-signal.ts"; import "./a/part.ts";',
      "src/signals/a/part.ts": 'import "../define-signal.ts"; import "./other.ts";',
      "src/signals/a/other.ts": "export const other = 1;",
      "src/signals/b.ts": '\n\nimport "./a.ts";\nimport "./a/part.ts";',
      "src/signals/registry.gen.ts": 'import "./a.ts"; import "./b.ts";',
    };
    expect(check(files).split("\n")).toEqual([
      expect.stringContaining("src/signals/b.ts:3 [layer-sibling] imports its sibling `src/signals/a.ts`"),
      expect.stringContaining(
        "src/signals/b.ts:4 [layer-sibling] imports its sibling `src/signals/a/part.ts`",
      ),
    ]);
  });

  test("of something outside src/ or of nothing are found", () => {
    expect(check({ "src/cli/a.ts": 'import "../../tools/b.ts";', "tools/b.ts": "" })).toContain(
      "[layer-outside]",
    );
    expect(check({ "src/cli/a.ts": 'import "./gone.ts";' })).toContain("[layer-missing] imports `./gone.ts`");
  });

  test("are free in tests", () => {
    expect(
      check({ "src/domain/a.test.ts": 'import "node:fs"; import "../../tools/b.ts";', "tools/b.ts": "" }),
    ).toBe("");
  });
});

test("a file outside the layers is found", () => {
  expect(check({ "src/extra/a.ts": "" })).toContain("src/extra/a.ts:1 [layer-unknown] belongs to no layer");
  expect(check({ "src/a.ts": "" })).toContain("[layer-unknown]");
});

test.each([
  ["Date.now()", "`Date.now`: take the moment as an `EpochMs` argument"],
  ["new Date()", "`new Date()`: take the moment"],
  ["new Date", "`new Date()`"],
  ["Date()", "`Date()`"],
  ["Math.random()", "`Math.random`: use the seeded generator"],
  ["globalThis.fetch(url)", "`fetch`: ask a port"],
  ["fetch(url)", "`fetch`: ask a port"],
  ["[process.env.HOME]", "`process`: take the value as an argument"],
  ["setTimeout(f, 1)", "`setTimeout`: return what should happen"],
  ["performance.now()", "`performance.now`"],
  ["crypto.randomUUID()", "`crypto.randomUUID`: derive an id"],
  ["console.log(1)", "`console`: return the text"],
  ["x ? fetch : y", "`fetch`"],
])("%s is found in a pure layer, with its replacement, and nowhere else", (use, expected) => {
  expect(check({ "src/domain/a.ts": `const a = 1;\nconst b = ${use};` })).toContain(
    "src/domain/a.ts:2 [layer-global]",
  );
  expect(check({ "src/domain/a.ts": `const b = ${use};` })).toContain(expected);
  expect(check({ "src/domain/a.test.ts": `const b = ${use};` })).toBe("");
  expect(check({ "src/engines/a.ts": `const b = ${use};` })).toBe("");
});

test.each([
  ["new Date(0)"],
  ["Date.UTC(2024, 0)"],
  ["Math.max(1, 2)"],
  ["port.fetch(url)"],
  ["class { constructor() {} }"],
  ["{ process: 1 }"],
  ["crypto.subtle"],
  ["'Date.now()' // Math.random()"],
])("%s is fine in a pure layer", (use) => {
  expect(check({ "src/domain/a.ts": `const b = ${use};` })).toBe("");
});

test("a global that one layer may use is still found in the others", () => {
  expect(check({ "src/services/a.ts": "setImmediate(f);" })).toBe("");
  expect(check({ "src/services/a.ts": "setTimeout(f, 1);" })).toContain("[layer-global] `services` is pure");
  expect(check({ "src/decision/a.ts": "setImmediate(f);" })).toContain("[layer-global] `decision` is pure");
});

test("a ring of imports is found once, with every file of it", () => {
  const files = {
    "src/stats/a.ts": 'import "./b.ts";',
    "src/stats/b.ts": '\nimport "./c.ts"; import "../domain/d.ts";',
    "src/stats/c.ts": 'import "./b.ts";',
    "src/domain/d.ts": "",
  };
  expect(check(files)).toBe(
    "src/stats/b.ts:2 [layer-cycle] imports itself: src/stats/b.ts → src/stats/c.ts → src/stats/b.ts; " +
      "move what both need into a third file",
  );
});

test("a file that nothing reaches is found, also when another such file imports it", () => {
  const files = [
    { path: "src/main.ts", text: 'import "./domain/a.ts";' },
    { path: "src/domain/a.ts", text: "" },
    { path: "src/domain/b.ts", text: 'import "./c.ts";' },
    { path: "src/domain/c.ts", text: "" },
    { path: "src/domain/d.ts", text: "" },
    { path: "src/domain/d.test.ts", text: 'import "./d.ts";' },
  ];
  expect(checkLayers(files).map(({ path, rule }) => `${path} ${rule}`)).toEqual([
    "src/domain/b.ts layer-orphan",
    "src/domain/c.ts layer-orphan",
  ]);
});
