import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import type { Dialect } from "../../src/sql/dialect.ts";
import { renderSql } from "../../src/sql/sql.ts";

/** Text of a rollup as a golden file keeps it: a header with the signal's version, then the SQL. */
export function goldenText(signal: SignalDefinition, dialect: Dialect): string {
  const { text } = renderSql(signal.rollup(dialect), dialect.placeholder);
  return `-- version: ${signal.version}\n${text}\n`;
}

type GoldenVerdict =
  | { readonly kind: "same" }
  /** New, or the version was raised: the file may be written. */
  | { readonly kind: "outdated" }
  /** The text changed and the version did not, or went back: learned baselines would go on with another meaning. */
  | { readonly kind: "unversioned" };

/** How the text of today stands to the text on file (null: none). */
export function compareGolden(onFile: string | null, today: string): GoldenVerdict {
  if (onFile === today) return { kind: "same" };
  if (onFile === null || versionOf(onFile) < versionOf(today)) return { kind: "outdated" };
  return { kind: "unversioned" };
}

function versionOf(text: string): number {
  return Number(/^-- version: (\d+)\n/.exec(text)?.[1] ?? Number.NaN);
}
