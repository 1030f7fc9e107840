import { invariant } from "../domain/gatehouse-error.ts";
import { HASH_FORM, isMoment } from "./parse-entry.ts";
import { parseSignedNote, renderSignedNote } from "./signed-note.ts";
import type { VerifierKey } from "./verifier-key.ts";
import { type Bytes, utf8 } from "./web-crypto.ts";

/** First line of every text that a ledger key signs, so that no signature can pass for one over something else. */
const DOMAIN_LINE = "gatehouse-ledger-checkpoint/1";

/** The state of a ledger that a checkpoint states: with the hash of one entry all entries before it are fixed. */
export interface LedgerHead {
  readonly sequence: number;
  /** Hash of the entry with that sequence. */
  readonly hash: string;
  /** When it was signed: ISO 8601, UTC, milliseconds. */
  readonly at: string;
}

/** A checkpoint as its note tells it; believe it only when {@link openCheckpoint} says "verified". */
export interface LedgerCheckpoint extends LedgerHead {
  readonly keyName: string;
  readonly keyId: string;
}

export type CheckpointVerdict =
  | { readonly kind: "verified"; readonly checkpoint: LedgerCheckpoint }
  | { readonly kind: "unreadable" }
  | { readonly kind: "unknown_key"; readonly checkpoint: LedgerCheckpoint }
  | { readonly kind: "bad_signature"; readonly checkpoint: LedgerCheckpoint };

/**
 * Signs the state of a ledger as a short note, which can be kept anywhere (git, a chat, paper) and compared
 * with the ledger later.
 *
 * Ed25519, not ECDSA P-256: its signatures need no randomness that could leak the key, it is what signed notes use, and
 * WebCrypto has it in Node 20, Chrome 137, Firefox 129 and Safari 17. The third line is the hash of a chain, not the
 * root of a Merkle tree; the first line keeps it apart from C2SP tlog-checkpoint for that reason.
 */
export async function signCheckpoint(
  head: LedgerHead,
  key: VerifierKey,
  sign: (message: Bytes) => Promise<Uint8Array>,
): Promise<string> {
  const text = `${DOMAIN_LINE}\n${head.sequence}\n${head.hash}\n${head.at}\n`;
  const signature = Uint8Array.from(await sign(utf8(text)));
  const note = renderSignedNote({ text, keyName: key.name, keyId: key.id, signature });
  invariant(parseCheckpoint(note) !== null, "a checkpoint was signed that cannot be read");
  return note;
}

/** What the note says, without any proof; null when it is not a checkpoint. */
export function parseCheckpoint(note: string): LedgerCheckpoint | null {
  const signed = parseSignedNote(note);
  if (signed === null) return null;
  const [domainLine, sequenceText = "", hash = "", at = "", ...rest] = signed.text.split("\n");
  const sequence = Number(sequenceText);
  const isOurs = domainLine === DOMAIN_LINE && rest.length === 1;
  const isExact = /^[1-9]\d*$/.test(sequenceText) && Number.isSafeInteger(sequence);
  if (!isOurs || !isExact || !HASH_FORM.test(hash) || !isMoment(at)) return null;
  return { sequence, hash, at, keyName: signed.keyName, keyId: signed.keyId };
}

/** Reads a note and checks its signature against the keys that are trusted. */
export async function openCheckpoint(note: string, keys: readonly VerifierKey[]): Promise<CheckpointVerdict> {
  const signed = parseSignedNote(note);
  const checkpoint = parseCheckpoint(note);
  if (signed === null || checkpoint === null) return { kind: "unreadable" };
  const key = keys.find((candidate) => candidate.name === signed.keyName && candidate.id === signed.keyId);
  if (key === undefined) return { kind: "unknown_key", checkpoint };
  const isGenuine = await key.verify(utf8(signed.text), signed.signature);
  return { kind: isGenuine ? "verified" : "bad_signature", checkpoint };
}
