import { canonicalName, parseCanonicalName } from "../access/canonical-name.ts";
import { findingsOn, isAboutAccess } from "./define-finding-traits.ts";
import { firstContacts } from "./define-first-contact.ts";
import type { AccessChangeRow, IncidentFacts } from "./define-reason.ts";

const GAINS: ReadonlySet<string> = new Set(["grant", "add_member", "set_owner", "set_admin"]);

/**
 * Changes that gave access on a path to what the incident is about, in order of time: somebody of the incident gained
 * it, on a securable that covers one that was used, or through a group; or what the incident is about is the granting
 * itself. Null where changes of access were not assessed.
 */
export function relevantGains(facts: IncidentFacts): readonly AccessChangeRow[] | null {
  if (facts.accessChanges === null) return null;
  const actors = actorsOf(facts);
  const touched = new Set([
    ...facts.securables,
    ...(facts.uses?.rows ?? []).flatMap((row) => row.securable ?? []),
  ]);
  const isGranting = findingsOn(facts, "permission_changes").length > 0;
  const isAccess = isAboutAccess(facts);
  return facts.accessChanges
    .filter((row) => {
      if (!GAINS.has(row.change)) return false;
      if (isGranting && row.changedBy !== null && facts.principals.includes(row.changedBy)) return true;
      const isOnPath = row.securable === null || touched.size === 0 || covers(row.securable, touched);
      if (row.principal !== null && actors.has(row.principal)) return isOnPath;
      // The gainer may be a group whose members are not known here.
      return isAccess && row.securable !== null && touched.size > 0 && covers(row.securable, touched);
    })
    .sort((a, b) => a.at - b.at);
}

function actorsOf(facts: IncidentFacts): ReadonlySet<string> {
  const contacts = firstContacts(facts);
  const strangers = contacts.kind === "assessed" ? contacts.rows.map((row) => row.principal) : [];
  return new Set([...facts.principals, ...strangers]);
}

/** Whether a securable is one of those touched, or a catalog or schema around one. */
function covers(securable: string, touched: ReadonlySet<string>): boolean {
  if (touched.has(securable)) return true;
  const outer = partsOf(securable);
  return [...touched].some((name) => {
    const inner = partsOf(name);
    return outer.length < inner.length && outer.every((part, index) => part === inner[index]);
  });
}

/** Parts of a name; a name that is not built of parts (a path) is one part. */
function partsOf(securable: string): readonly string[] {
  const name = canonicalName(securable);
  return (name === null ? null : parseCanonicalName(name)) ?? [securable];
}

/** A change of access in words, without its time: `ana@example.com gained SELECT on main.sales`. */
export function gainText(row: AccessChangeRow): string {
  const who = row.principal ?? "somebody";
  switch (row.change) {
    case "add_member":
      return `${who} was added to group ${row.group ?? "not named"}`;
    case "set_owner":
      return `${who} became owner of ${row.securable ?? "a securable"}`;
    case "set_admin":
      return `${who} became an admin`;
    default:
      return `${who} gained ${row.privilege ?? "access"} on ${row.securable ?? "a securable"}`;
  }
}
