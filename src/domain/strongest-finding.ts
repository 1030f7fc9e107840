import type { NonEmptyArray } from "./brand.ts";
import type { Finding } from "./evidence.ts";

/** The finding that its baseline expected least: smallest p, then largest weight, then earliest window, then id. */
export function strongestFinding(findings: NonEmptyArray<Finding>): Finding {
  return findings.reduce((best, finding) => (isStronger(finding, best) ? finding : best));
}

function isStronger(a: Finding, b: Finding): boolean {
  const order =
    a.evidence.p - b.evidence.p ||
    b.weight - a.weight ||
    a.evidence.observation.window.start - b.evidence.observation.window.start;
  return order === 0 ? a.id < b.id : order < 0;
}
