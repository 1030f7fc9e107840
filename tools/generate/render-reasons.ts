import type { ReasonDefinition } from "../../src/attribution/define-reason.ts";
import { HYPOTHESES } from "../../src/domain/evidence.ts";
import { PAGE_HEADER } from "./generated-file.ts";
import { code, table } from "./markdown.ts";

/** The page of reasons: what speaks for and against each explanation of an incident, and by how much. */
export function renderReasons(reasons: readonly ReasonDefinition[]): string {
  const header = ["Reason", "Says", ...HYPOTHESES.map((hypothesis) => hypothesis.replace(/_/g, " "))];
  const rows = reasons.map(({ id, title, startLogOdds }) => [
    code(id),
    title,
    ...HYPOTHESES.map((hypothesis) => signed(startLogOdds[hypothesis] ?? 0)),
  ]);
  return [
    "# Reasons",
    PAGE_HEADER,
    "",
    "What speaks for (+) and against (−) each explanation of an incident, as the natural logarithm of a likelihood ratio.",
    "These numbers are where attribution starts; a reason whose input is missing counts for nothing and is named.",
    "",
    table(header, rows),
    "",
  ].join("\n");
}

function signed(value: number): string {
  if (value === 0) return "";
  return value > 0 ? `+${value}` : `−${Math.abs(value)}`;
}
