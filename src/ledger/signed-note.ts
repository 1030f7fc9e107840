import { type Bytes, fromBase64, toBase64, toHex } from "./web-crypto.ts";

/** Leading bytes of the hash of name and key. */
export const KEY_ID_BYTE_COUNT = 4;
const ED25519_SIGNATURE_BYTE_COUNT = 64;
/** A longer text is not one of ours: a checkpoint has about 300 characters. */
const NOTE_LENGTH_MAX = 4_096;

/** A text and the one signature over it. */
export interface SignedNote {
  /** What was signed; ends with a line break. */
  readonly text: string;
  readonly keyName: string;
  /** Eight hex digits. */
  readonly keyId: string;
  readonly signature: Bytes;
}

/**
 * The note as people store and send it: the text, a blank line, `— <key name> <base64 of key id and signature>`.
 * Source: C2SP signed-note, "Format". Of its freedoms only one signature and no second blank line are used.
 */
export function renderSignedNote(note: SignedNote): string {
  const keyId = Array.from({ length: KEY_ID_BYTE_COUNT }, (_, index) =>
    Number.parseInt(note.keyId.slice(2 * index, 2 * index + 2), 16),
  );
  return `${note.text}\n— ${note.keyName} ${toBase64(Uint8Array.of(...keyId, ...note.signature))}\n`;
}

/** The parts of a note with exactly one Ed25519 signature; null when `note` is anything else. Nothing is verified. */
export function parseSignedNote(note: string): SignedNote | null {
  if (note.length > NOTE_LENGTH_MAX) return null;
  const match = /^((?:[^\n]+\n)+)\n— ([^\s+]+) ([A-Za-z0-9+/=]+)\n$/.exec(note);
  const [, text, keyName, base64] = match ?? [];
  if (text === undefined || keyName === undefined || base64 === undefined) return null;
  const bytes = fromBase64(base64);
  if (bytes?.length !== KEY_ID_BYTE_COUNT + ED25519_SIGNATURE_BYTE_COUNT) return null;
  return {
    text,
    keyName,
    keyId: toHex(bytes.slice(0, KEY_ID_BYTE_COUNT)),
    signature: bytes.slice(KEY_ID_BYTE_COUNT),
  };
}
