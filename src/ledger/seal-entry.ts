import type { Json } from "../domain/brand.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { StoredLedgerEntry } from "../domain/ledger-record.ts";
import type { Actor } from "../domain/principal.ts";
import type { EpochMs } from "../domain/units.ts";
import { canonicalJson } from "./canonical-json.ts";
import { redactJson, redactText } from "./redact-json.ts";
import { sha256Hex } from "./web-crypto.ts";

/** `entity.verb`, as in `review.decide`. */
export type LedgerAction = `${string}.${string}`;

/** A change as the one who made it tells it. */
export interface LedgerDraft {
  readonly at: EpochMs;
  readonly actor: Actor;
  readonly action: LedgerAction;
  /** What was changed: the id of a review, an incident, a signal. */
  readonly subject: string;
  /** Further facts; secrets are taken out before anything is written. */
  readonly details: Json;
}

/** An entry of the ledger. `previousHash` ties it to everything before. */
export interface LedgerEntry {
  readonly sequence: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly actor: Actor;
  readonly action: LedgerAction;
  readonly subject: string;
  readonly details: Json;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previousHash: string;
}

export const FIRST_PREVIOUS_HASH = "0".repeat(64);
const ACTION_FORM = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;
/** Characters of canonical JSON. Larger things are stored elsewhere and named in the entry, so that a reader can bound a line. */
export const ENTRY_LENGTH_MAX = 262_144;

/**
 * The entry that follows `previous` (null: the first), redacted, in canonical JSON, with its hash:
 * `hash = SHA-256(payload)`, so `printf %s "$payload" | sha256sum` checks it by hand.
 *
 * @throws BUG when the action is not `entity.verb`, the details are no JSON, or the entry is longer than
 * {@link ENTRY_LENGTH_MAX}.
 */
export async function sealEntry(
  draft: LedgerDraft,
  previous: StoredLedgerEntry | null,
): Promise<StoredLedgerEntry> {
  invariant(
    ACTION_FORM.test(draft.action),
    `a ledger action must be \`entity.verb\`, not \`${draft.action}\``,
  );
  const sequence = (previous?.sequence ?? 0) + 1;
  const payload = canonicalJson({
    sequence,
    at: new Date(draft.at).toISOString(),
    actor: redactJson({ ...draft.actor }),
    action: draft.action,
    subject: redactText(draft.subject),
    details: redactJson(draft.details),
    previousHash: previous?.hash ?? FIRST_PREVIOUS_HASH,
  });
  invariant(
    payload.length <= ENTRY_LENGTH_MAX,
    `a ledger entry \`${draft.action}\` is too long to be stored`,
  );
  return { sequence, payload, hash: await sha256Hex(payload) };
}
