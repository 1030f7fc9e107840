import { canonicalJson } from "./canonical-json.ts";
import type { LedgerEntry } from "./seal-entry.ts";

/** A SHA-256 in lower-case hex. */
export const HASH_FORM = /^[0-9a-f]{64}$/;
const MEMBERS = "action,actor,at,details,previousHash,sequence,subject";

/**
 * Reads the payload of an entry; null when it is not exactly what seal-entry.ts writes: canonical JSON of an object
 * with the seven members and their types. The kinds of actors are left open, so that an older reader verifies newer
 * ledgers.
 */
export function parseEntry(payload: string): LedgerEntry | null {
  const value = parseCanonicalObject(payload);
  if (value === null || Object.keys(value).join(",") !== MEMBERS) return null;
  return isEntry(value) ? value : null;
}

/** The object whose canonical JSON is `text`; null when there is none. Its keys come in canonical order. */
export function parseCanonicalObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && canonicalJson(value) === text ? value : null;
  } catch {
    // Neither JSON nor a canonical value: the two ways to be unreadable are one answer to the caller.
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, never>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What canonical JSON cannot tell: the type of each member. */
function isEntry(
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & LedgerEntry {
  const { sequence, at, actor, action, subject, previousHash } = value;
  return (
    typeof sequence === "number" &&
    Number.isSafeInteger(sequence) &&
    sequence > 0 &&
    typeof at === "string" &&
    isMoment(at) &&
    isObject(actor) &&
    typeof actor["kind"] === "string" &&
    typeof action === "string" &&
    action.includes(".") &&
    typeof subject === "string" &&
    typeof previousHash === "string" &&
    HASH_FORM.test(previousHash)
  );
}

/** True for ISO 8601 in UTC with milliseconds, as Date writes it. */
export function isMoment(text: string): boolean {
  const ms = Date.parse(text);
  return Number.isFinite(ms) && new Date(ms).toISOString() === text;
}
