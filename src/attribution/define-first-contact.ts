import { DAY_MS } from "../domain/units.ts";
import { isAboutAccess } from "./define-finding-traits.ts";
import type { AccessUseRow, IncidentFacts } from "./define-reason.ts";

/** With a shorter audit history, "never before" says nothing [judged]. */
const HISTORY_MIN_MS = 7 * DAY_MS;

type FirstContacts =
  | { readonly kind: "assessed"; readonly rows: readonly AccessUseRow[] }
  | { readonly kind: "not_assessed"; readonly missing: string };

/**
 * Uses of a securable by a principal that had touched neither it nor anything in its schema before. Where the incident
 * is about data only, a new reader explains nothing: there only writes count.
 */
export function firstContacts(facts: IncidentFacts): FirstContacts {
  if (facts.uses === null) return { kind: "not_assessed", missing: "audit events (who used what)" };
  const { rows, historySinceAt } = facts.uses;
  if (historySinceAt === null || facts.startsAt - historySinceAt < HISTORY_MIN_MS) {
    return { kind: "not_assessed", missing: "audit events of at least 7 days before the incident" };
  }
  const isAccess = isAboutAccess(facts);
  return {
    kind: "assessed",
    rows: rows.filter(
      (row) =>
        row.securable !== null &&
        row.earlierSchemaUseCount === 0 &&
        (isAccess || row.category === "write") &&
        (facts.principals.length === 0 ||
          facts.principals.includes(row.principal) ||
          facts.securables.includes(row.securable)),
    ),
  };
}
