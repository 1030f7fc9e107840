import { invariant } from "../domain/gatehouse-error.ts";
import { KEY_ID_BYTE_COUNT } from "./signed-note.ts";
import {
  type Bytes,
  fromBase64,
  importEd25519,
  sha256,
  toBase64,
  toHex,
  utf8,
  verifyEd25519,
} from "./web-crypto.ts";

/** Signature type of Ed25519 in signed notes. */
const ED25519_TYPE = 0x01;
const PUBLIC_KEY_BYTE_COUNT = 32;
/** Enough of the key's hash that two ledgers never share a name. */
const NAME_HASH_BYTE_COUNT = 8;

/** A public key of a ledger, ready to check signatures. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits: a hint which key to try, no proof. */
  readonly id: string;
  /** `<name>+<id>+<base64 of type and key>`: what a person keeps outside and gives back to check against. */
  readonly text: string;
  verify(message: Bytes, signature: Bytes): Promise<boolean>;
}

/**
 * The verifier key of a ledger's own public key; its name is made from the key.
 * Source: C2SP signed-note, "Signatures"; the text form is that of Go's sumdb/note.
 */
export async function createVerifierKey(publicKey: Uint8Array): Promise<VerifierKey> {
  const hash = toHex(await sha256(Uint8Array.from(publicKey)));
  const name = `gatehouse-ledger/${hash.slice(0, 2 * NAME_HASH_BYTE_COUNT)}`;
  const key = await openVerifierKey(name, Uint8Array.from(publicKey));
  invariant(key !== null, "a signer has a public key that is not one");
  return key;
}

/** The key written as `text`; null when it is not one, or its parts do not belong together. */
export async function parseVerifierKey(text: string): Promise<VerifierKey | null> {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const [, name, id, base64] = match ?? [];
  if (name === undefined || id === undefined || base64 === undefined) return null;
  const typed = fromBase64(base64);
  if (typed === null || typed[0] !== ED25519_TYPE) return null;
  const key = await openVerifierKey(name, typed.slice(1));
  return key?.text === text ? key : null;
}

async function openVerifierKey(name: string, publicKey: Bytes): Promise<VerifierKey | null> {
  if (publicKey.length !== PUBLIC_KEY_BYTE_COUNT) return null;
  const opened = await importEd25519(publicKey);
  if (opened === null) return null;
  const typed = Uint8Array.of(ED25519_TYPE, ...publicKey);
  const id = toHex((await sha256(Uint8Array.of(...utf8(`${name}\n`), ...typed))).slice(0, KEY_ID_BYTE_COUNT));
  return {
    name,
    id,
    text: `${name}+${id}+${toBase64(typed)}`,
    verify: (message, signature) => verifyEd25519(opened, message, signature),
  };
}
