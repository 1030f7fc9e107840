import type { Token } from "../source-text/tokenize.ts";
import type { Violation } from "../source-text/violation.ts";
import { LAYERS, type Layer } from "./layer-table.ts";
import { isTest, type Module } from "./module-graph.ts";

const CLOCK = "take the moment as an `EpochMs` argument; services get it from `Environment.now()`";
const CHANCE = "use the seeded generator of stats/";
const TIMER = "return what should happen; the caller outside the pure layers waits";

/** What pure layers never name, with what to use instead. */
const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  ["Date.now", CLOCK],
  ["performance.now", CLOCK],
  ["Math.random", CHANCE],
  ["crypto.randomUUID", "derive an id with domain/stable-id.ts"],
  ["crypto.getRandomValues", CHANCE],
  ["fetch", "ask a port; adapters speak to the network"],
  ["WebSocket", "ask a port; adapters speak to the network"],
  ["process", "take the value as an argument; src/config/ reads the environment"],
  ["require", "use a static import"],
  ["Buffer", "use Uint8Array, TextEncoder or TextDecoder: pure layers also run in a browser"],
  ["console", "return the text; src/cli/output.ts is the only printer"],
  ["setTimeout", TIMER],
  ["setInterval", TIMER],
  ["setImmediate", TIMER],
  ["queueMicrotask", TIMER],
]);

/** Uses of clock, chance, network, process and timers in pure layers. */
export function checkGlobals(modules: ReadonlyMap<string, Module>): readonly Violation[] {
  return LAYERS.filter(({ isPure }) => isPure).flatMap((layer) =>
    [...modules.values()]
      .filter(({ path }) => path.startsWith(`src/${layer.name}/`) && !isTest(path))
      .flatMap((module) => checkModule(module, layer)),
  );
}

function checkModule({ path, code }: Module, layer: Layer): readonly Violation[] {
  return code.flatMap((token, index) => {
    const found = forbiddenAt(code, index);
    if (found === null || layer.globals.includes(found.name)) return [];
    const message = `\`${layer.name}\` is pure and uses \`${found.name}\`: ${found.replacement}`;
    return [{ path, line: token.line, rule: "layer-global", message }];
  });
}

function forbiddenAt(
  code: readonly Token[],
  index: number,
): { readonly name: string; readonly replacement: string } | null {
  const token = code[index];
  if (token?.kind !== "word" || !isGlobal(code, index)) return null;
  if (token.text === "Date") return wallClockAt(code, index);
  const path = code[index + 1]?.text === "." ? `${token.text}.${code[index + 2]?.text}` : token.text;
  for (const name of [path, token.text]) {
    const replacement = FORBIDDEN.get(name);
    if (replacement !== undefined) return { name, replacement };
  }
  return null;
}

/** `Date.now`, `Date()` and `new Date()` read the clock; `new Date(ms)` and `Date.UTC` do not. */
function wallClockAt(
  code: readonly Token[],
  index: number,
): { readonly name: string; readonly replacement: string } | null {
  const after = code.slice(index + 1, index + 3).map(({ text }) => text);
  if (after[0] === "." && after[1] === "now") return { name: "Date.now", replacement: CLOCK };
  const isNew = code[index - 1]?.text === "new";
  const isCalledWithout = after[0] === "(" && after[1] === ")";
  if (isCalledWithout || (isNew && after[0] !== "(") || (!isNew && after[0] === "("))
    return { name: isNew ? "new Date()" : "Date()", replacement: CLOCK };
  return null;
}

/** False for the property `x.fetch`, a property or parameter called `fetch:`, and a method's own name. */
function isGlobal(code: readonly Token[], index: number): boolean {
  const before = code[index - 1]?.text;
  const after = code[index + 1]?.text;
  if (before === "." || before === "?.") return code[index - 2]?.text === "globalThis";
  const isName = after === ":" || (after === "?" && code[index + 2]?.text === ":");
  return !isName || before === "?";
}
