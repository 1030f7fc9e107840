import {
  LEDGER_CHECKPOINT_EVERY,
  type LedgerRecord,
  type StoredLedgerEntry,
} from "../../src/domain/ledger-record.ts";
import { epochMs } from "../../src/domain/units.ts";
import { signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { renderLedgerHeader, renderLedgerRecord } from "../../src/ledger/ledger-file.ts";
import { sealEntry } from "../../src/ledger/seal-entry.ts";
import { createVerifierKey, type VerifierKey } from "../../src/ledger/verifier-key.ts";

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_START = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** A key from a seed, so that a failing example repeats exactly. */
export interface FixtureKey {
  readonly verifierKey: VerifierKey;
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

export async function createFixtureKey(seed: number): Promise<FixtureKey> {
  const { subtle } = globalThis.crypto;
  const pkcs8 = Uint8Array.of(...PKCS8_START, ...new Uint8Array(32).fill(seed));
  const privateKey = await subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, true, ["sign"]);
  const { x = "" } = await subtle.exportKey("jwk", privateKey);
  const publicKey = Uint8Array.from(Buffer.from(x, "base64url"));
  return {
    verifierKey: await createVerifierKey(publicKey),
    sign: async (message) => new Uint8Array(await subtle.sign("Ed25519", privateKey, message)),
  };
}

/** Entries 1 … `entryCount`, chained but not signed. */
export async function sealEntries(
  entryCount: number,
  subject = "signal",
): Promise<readonly StoredLedgerEntry[]> {
  const entries: StoredLedgerEntry[] = [];
  for (let index = 0; index < entryCount; index += 1)
    entries.push(
      await sealEntry(
        {
          at: epochMs(1_700_000_000_000 + index * 1_000),
          actor: { kind: "operator", name: "Zoë \u{1f600}" },
          action: "signal.roll_up",
          subject: `${subject} ${index}`,
          details: { text: 'quoted "x"\n', list: [1, null, 1e21] },
        },
        entries.at(-1) ?? null,
      ),
    );
  return entries;
}

export async function signEntry(entry: StoredLedgerEntry, key: FixtureKey): Promise<string> {
  const { sequence, hash } = entry;
  return signCheckpoint({ sequence, hash, at: "2023-11-14T22:13:20.000Z" }, key.verifierKey, key.sign);
}

/** The records of a whole ledger over `entries`: due checkpoints and the one of the newest entry. */
export async function recordsOf(
  entries: readonly StoredLedgerEntry[],
  key: FixtureKey,
): Promise<readonly LedgerRecord[]> {
  const records: LedgerRecord[] = [];
  for (const entry of entries) {
    records.push({ kind: "entry", entry });
    const { sequence } = entry;
    if (sequence % LEDGER_CHECKPOINT_EVERY === 0 || entry === entries.at(-1))
      records.push({ kind: "checkpoint", checkpoint: { sequence, note: await signEntry(entry, key) } });
  }
  return records;
}

/** The lines of an exported ledger, each with its line feed. */
export function linesOf(records: readonly LedgerRecord[], key: FixtureKey): readonly string[] {
  const last = records.findLast((record) => record.kind === "checkpoint");
  const head = last?.kind === "checkpoint" ? last.checkpoint.note : null;
  return [
    renderLedgerHeader({ verifierKey: key.verifierKey.text, head }),
    ...records.map(renderLedgerRecord),
  ];
}

export async function* streamOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** The text in pieces of `chunkLength` bytes, so that characters and lines are cut anywhere. */
export async function* chunksOf(text: string | Uint8Array, chunkLength = 1_000): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let start = 0; start < bytes.length; start += chunkLength)
    yield bytes.slice(start, start + chunkLength);
}
