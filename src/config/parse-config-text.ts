import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
} from "yaml";
import type { ConfigViolation } from "./config-violation.ts";
import { type EnvironmentVariables, replaceReferences } from "./replace-references.ts";

/** A configuration file, read but not yet checked against the schema. */
export interface ConfigText {
  /** Plain values with references replaced; undefined where the text is not readable. */
  readonly value: unknown;
  readonly violations: readonly ConfigViolation[];
  /** `file:line:column` of the value at `path`, of its nearest ancestor where the file does not have it. */
  where(path: readonly PropertyKey[]): string;
  /** The same of the key itself, for keys that should not be there. */
  whereKey(path: readonly PropertyKey[]): string;
  has(path: readonly PropertyKey[]): boolean;
  /** Name of the variable that the value at `path` came from, null where it came from the file. */
  variableAt(path: readonly PropertyKey[]): string | null;
}

/**
 * Reads YAML 1.2 and replaces `${NAME}` in values by the environment: after parsing, so a value cannot change the
 * structure. All syntax errors and unset variables come back together.
 */
export function parseConfigText(file: string, text: string, env: EnvironmentVariables): ConfigText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const syntax = document.errors.map(
    (error): ConfigViolation => ({
      code: "CONFIG_INVALID",
      where: at(error.pos[0]),
      message: syntaxText(error),
    }),
  );
  const variables = new Map<Node, string>();
  const references = syntax.length > 0 ? [] : replaceIn({ document, env, variables, at });
  const aliases = syntax.length > 0 ? [] : aliasesIn(document, at);
  const isReadable = syntax.length === 0 && aliases.length === 0;
  return {
    value: isReadable ? (document.toJS() ?? {}) : undefined,
    violations: [...syntax, ...references, ...aliases],
    where: (path) => at(offsetOf(document, path)),
    whereKey: (path) => at(keyOffsetOf(document, path)),
    has: (path) => document.hasIn(path),
    variableAt: (path) => {
      const node = nodeAt(document, path);
      return node === null ? null : (variables.get(node) ?? null);
    },
  };
}

interface Replacing {
  readonly document: Document.Parsed;
  readonly env: EnvironmentVariables;
  readonly variables: Map<Node, string>;
  readonly at: (offset: number) => string;
}

function replaceIn({ document, env, variables, at }: Replacing): readonly ConfigViolation[] {
  const violations: ConfigViolation[] = [];
  visit(document, {
    Scalar: (position, node) => {
      if (position === "key" || typeof node.value !== "string") return;
      const replaced = replaceReferences(node.value, env, node.type === "PLAIN");
      const where = at(node.range?.[0] ?? 0);
      violations.push(...replaced.problems.map((problem) => ({ ...problem, where })));
      const [variable] = replaced.variables;
      if (variable !== undefined) variables.set(node, variable);
      node.value = replaced.value;
    },
  });
  return violations;
}

/** Aliases would make one place in the file stand for several settings, or for exponentially many. */
function aliasesIn(document: Document.Parsed, at: (offset: number) => string): readonly ConfigViolation[] {
  const violations: ConfigViolation[] = [];
  visit(document, {
    Alias: (_, node) => {
      const where = at(node.range?.[0] ?? 0);
      violations.push({ code: "CONFIG_INVALID", where, message: "aliases are not supported here" });
    },
  });
  return violations;
}

function nodeAt(document: Document.Parsed, path: readonly PropertyKey[]): Node | null {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return (node ?? null) as Node | null;
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const range = nodeAt(document, path.slice(0, length))?.range;
    if (range !== null && range !== undefined) return range[0];
  }
  return 0;
}

function keyOffsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  const parent = nodeAt(document, path.slice(0, -1));
  if (!isMap(parent)) return offsetOf(document, path);
  const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
  return (isScalar(pair?.key) ? pair.key.range?.[0] : undefined) ?? offsetOf(document, path);
}

/** The parser's message in our text form: one line, lower case, no final period. */
function syntaxText({ code, message }: YAMLParseError): string {
  const [line = ""] = message.split("\n");
  // Its own words advise a programmer to call another function.
  if (code === "MULTIPLE_DOCS") return "not valid YAML: the file holds several documents; only one is read";
  const text = line.replace(/ at line \d+, column \d+:?$/, "").replace(/[.:]$/, "");
  return `not valid YAML: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
