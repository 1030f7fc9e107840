import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createFixtureKey,
  type FixtureKey,
  recordsOf,
  sealEntries,
  signEntry,
  streamOf,
} from "../../test/conformance/store-ledger-fixture.ts";
import {
  LEDGER_CHECKPOINT_EVERY,
  type LedgerRecord,
  type StoredLedgerEntry,
} from "../domain/ledger-record.ts";
import type { LedgerBreakKind } from "./ledger-break.ts";
import { FIRST_PREVIOUS_HASH } from "./seal-entry.ts";
import { type LedgerVerification, type ReadRecord, verifyRecords } from "./verify-records.ts";
import { sha256Hex } from "./web-crypto.ts";

const ENTRY_COUNT = 6;
const SEED = { seed: 1_988, numRuns: 200 };

let key: FixtureKey;
let thief: FixtureKey;
let entries: readonly StoredLedgerEntry[];
let records: readonly ReadRecord[];

beforeAll(async () => {
  key = await createFixtureKey(1);
  thief = await createFixtureKey(2);
  entries = await sealEntries(ENTRY_COUNT);
  records = await recordsOf(entries, key);
});

function verify(
  read: readonly ReadRecord[],
  savedCheckpoints: readonly string[] = [],
): Promise<LedgerVerification> {
  return verifyRecords(streamOf(read), { keys: [key.verifierKey], savedCheckpoints });
}

function entryRecord(sequence: number, change: Partial<StoredLedgerEntry> = {}): ReadRecord {
  const entry = entries[sequence - 1];
  if (entry === undefined) throw new Error(`no entry ${sequence}`);
  return { kind: "entry", entry: { ...entry, ...change } };
}

async function checkpointRecord(sequence: number, signer: FixtureKey): Promise<ReadRecord> {
  const entry = entries[sequence - 1];
  if (entry === undefined) throw new Error(`no entry ${sequence}`);
  return { kind: "checkpoint", checkpoint: { sequence, note: await signEntry(entry, signer) } };
}

/** An entry as somebody without the key would forge it: another text, its hash computed anew. */
async function forge(
  entry: StoredLedgerEntry,
  change: (payload: string) => string,
): Promise<StoredLedgerEntry> {
  const payload = change(entry.payload);
  if (payload === entry.payload) throw new Error("the forgery changes nothing");
  return { ...entry, payload, hash: await sha256Hex(payload) };
}

/** All entries from `from` on forged so that every hash and link fits. */
async function rewriteFrom(from: number): Promise<readonly StoredLedgerEntry[]> {
  const rewritten: StoredLedgerEntry[] = [];
  for (const entry of entries) {
    const before = rewritten.at(-1)?.hash ?? FIRST_PREVIOUS_HASH;
    const isForged = entry.sequence >= from;
    const link = (payload: string): string =>
      payload
        .replace(/"previousHash":"[0-9a-f]*"/, `"previousHash":"${before}"`)
        .replace(/"subject":"[^"]*"/, '"subject":"forged"');
    rewritten.push(isForged ? await forge(entry, link) : entry);
  }
  return rewritten;
}

function breakOf(verification: LedgerVerification): readonly [LedgerBreakKind, number] | "none" {
  return verification.ok ? "none" : [verification.break.kind, verification.break.sequence];
}

describe("an intact ledger", () => {
  it("verifies, and tells its length, its last hash and its last checkpoint", async () => {
    expect(await verify(records)).toEqual({
      ok: true,
      entryCount: ENTRY_COUNT,
      checkpointCount: 1,
      lastHash: entries.at(-1)?.hash,
      lastCheckpoint: expect.objectContaining({ sequence: ENTRY_COUNT, hash: entries.at(-1)?.hash }),
    });
  });

  it("verifies when it is empty", async () => {
    expect(await verify([])).toMatchObject({ ok: true, entryCount: 0, lastHash: null });
  });

  it("agrees with every checkpoint of its own that was kept elsewhere", async () => {
    const saved = await Promise.all(entries.map((entry) => signEntry(entry, key)));
    expect(await verify(records, saved)).toMatchObject({ ok: true });
  });

  it("may carry more checkpoints than are due", async () => {
    const more = [...records.slice(0, 3), await checkpointRecord(3, key), ...records.slice(3)];
    expect(await verify(more)).toMatchObject({ ok: true, checkpointCount: 2 });
  });
});

describe("what is broken is named with the first entry that it concerns", () => {
  const cases: readonly (readonly [
    string,
    readonly [LedgerBreakKind, number],
    () => Promise<readonly ReadRecord[]>,
  ])[] = [
    ["a text changed", ["hash_mismatch", 3], async () => with3({ payload: `${entries[2]?.payload} ` })],
    ["a hash changed", ["hash_mismatch", 3], async () => with3({ hash: "0".repeat(64) })],
    [
      "a text and its hash changed",
      ["link_mismatch", 4],
      async () => with3(await forge3((p) => p.replace("signal 2", "signal 9"))),
    ],
    [
      "a text that is no entry",
      ["payload_invalid", 3],
      async () => with3(await forge3((p) => p.replace(":", ": "))),
    ],
    ["a stored sequence changed", ["payload_invalid", 3], async () => with3({ sequence: 4 })],
    ["an entry missing", ["gap", 3], async () => records.toSpliced(2, 1)],
    ["the first entry missing", ["gap", 1], async () => records.slice(1)],
    [
      "two entries exchanged",
      ["reordered", 3],
      async () => records.toSpliced(2, 2, entryRecord(4), entryRecord(3)),
    ],
    ["an entry moved to the end", ["reordered", 2], async () => [...records.toSpliced(1, 1), entryRecord(2)]],
    ["an entry twice", ["duplicate", 3], async () => records.toSpliced(3, 0, entryRecord(3))],
    ["an old entry again at the end", ["duplicate", 1], async () => [...records, entryRecord(1)]],
    ["the last entry missing", ["truncated", 6], async () => records.toSpliced(5, 1)],
    ["only the checkpoint left", ["truncated", 1], async () => records.slice(-1)],
    ["the checkpoint missing", ["unsigned", 1], async () => records.slice(0, -1)],
    ["the newest entries and the checkpoint missing", ["unsigned", 1], async () => records.slice(0, 4)],
    [
      "a checkpoint late",
      ["reordered", 3],
      async () => [...records.slice(0, 4), await checkpointRecord(3, key)],
    ],
    ["a checkpoint twice", ["duplicate", 6], async () => [...records, ...records.slice(-1)]],
    [
      "a checkpoint of another key",
      ["unknown_key", 6],
      async () => [...records.slice(0, -1), await checkpointRecord(6, thief)],
    ],
    ["a checkpoint under another sequence", ["checkpoint_unreadable", 5], async () => relabeled(5)],
    ["a checkpoint that is no note", ["checkpoint_unreadable", 6], async () => noted("note")],
    ["a checkpoint with a false signature", ["bad_signature", 6], async () => noted(await stolenNote())],
    [
      "a line that is nothing",
      ["unreadable", 3],
      async () => records.toSpliced(2, 0, { kind: "unreadable" }),
    ],
    ["everything rewritten from 4 on", ["checkpoint_mismatch", 6], async () => rewritten(4)],
    ["everything rewritten", ["checkpoint_mismatch", 6], async () => rewritten(1)],
  ];
  const with3 = (change: Partial<StoredLedgerEntry>): readonly ReadRecord[] =>
    records.toSpliced(2, 1, ...[entryRecord(3, change)].filter((record) => record.kind === "entry"));
  const forge3 = async (change: (payload: string) => string): Promise<StoredLedgerEntry> => {
    const [, , third] = entries;
    if (third === undefined) throw new Error("no entry 3");
    return forge(third, change);
  };
  const noted = (note: string): readonly ReadRecord[] => [
    ...records.slice(0, -1),
    { kind: "checkpoint", checkpoint: { sequence: ENTRY_COUNT, note } },
  ];
  const relabeled = (sequence: number): readonly ReadRecord[] =>
    records.map((record) =>
      record.kind === "checkpoint" ? { ...record, checkpoint: { ...record.checkpoint, sequence } } : record,
    );
  const rewritten = async (from: number): Promise<readonly ReadRecord[]> => [
    ...(await rewriteFrom(from)).map((entry): ReadRecord => ({ kind: "entry", entry })),
    ...records.slice(-1),
  ];
  const stolenNote = async (): Promise<string> => {
    const [last] = entries.slice(-1);
    if (last === undefined) throw new Error("no entry");
    return signEntry(last, { verifierKey: key.verifierKey, sign: thief.sign });
  };

  it.each(cases)("%s: %j", async (_, expected, build) => {
    const verification = await verify(await build());
    expect(breakOf(verification)).toEqual(expected);
    expect(verification.entryCount).toBeLessThanOrEqual(ENTRY_COUNT);
  });
});

describe("anchors kept outside", () => {
  it("a ledger set back to a state that was signed once is found only by a later checkpoint kept elsewhere", async () => {
    const earlier = await recordsOf(entries.slice(0, 4), key);
    expect(await verify(earlier)).toMatchObject({ ok: true });
    const saved = await Promise.all(entries.slice(4).map((entry) => signEntry(entry, key)));
    expect(breakOf(await verify(earlier, saved))).toEqual(["truncated", 5]);
    expect(breakOf(await verify([], saved))).toEqual(["truncated", 1]);
  });

  it("a ledger that its owner signed anew with other entries is found by a checkpoint kept elsewhere", async () => {
    const saved = await Promise.all(entries.slice(2, 3).map((entry) => signEntry(entry, key)));
    const other = await recordsOf(await sealEntries(ENTRY_COUNT, "other"), key);
    expect(await verify(other)).toMatchObject({ ok: true });
    expect(breakOf(await verify(other, saved))).toEqual(["checkpoint_mismatch", 3]);
  });

  it("a ledger that was signed anew with another key is found by the key kept elsewhere", async () => {
    const verification = await verify(await recordsOf(await rewriteFrom(1), thief));
    expect(breakOf(verification)).toEqual(["unknown_key", ENTRY_COUNT]);
  });

  it("checkpoints kept elsewhere must be readable, of a trusted key, and agree with each other", async () => {
    const [last] = entries.slice(-1);
    const [otherLast] = (await sealEntries(ENTRY_COUNT, "other")).slice(-1);
    if (last === undefined || otherLast === undefined) throw new Error("no entry");
    const contradiction = [await signEntry(last, key), await signEntry(otherLast, key)];
    expect(breakOf(await verify(records, ["note"]))).toEqual(["checkpoint_unreadable", 0]);
    expect(breakOf(await verify(records, [await signEntry(last, thief)]))).toEqual([
      "unknown_key",
      ENTRY_COUNT,
    ]);
    expect(breakOf(await verify(records, contradiction))).toEqual(["checkpoint_mismatch", ENTRY_COUNT]);
  });
});

describe("a ledger longer than the distance of kept checkpoints", () => {
  const LONG_COUNT = 3 * LEDGER_CHECKPOINT_EVERY + 7;
  let long: readonly LedgerRecord[];

  beforeAll(async () => {
    long = await recordsOf(await sealEntries(LONG_COUNT), key);
  });

  it("verifies with every kept checkpoint", async () => {
    expect(await verify(long)).toMatchObject({ ok: true, entryCount: LONG_COUNT, checkpointCount: 4 });
  });

  it("shows a kept checkpoint that is missing", async () => {
    for (const sequence of [LEDGER_CHECKPOINT_EVERY, 3 * LEDGER_CHECKPOINT_EVERY]) {
      const lacking = long.filter(
        (record) => record.kind === "entry" || record.checkpoint.sequence !== sequence,
      );
      expect(breakOf(await verify(lacking))).toEqual(["checkpoint_missing", sequence]);
    }
  });

  it("shows an entry that stands hundreds of entries too late as reordered, and a lost one as a gap", async () => {
    const moved = long.toSpliced(4, 1);
    expect(breakOf(await verify(moved))).toEqual(["gap", 5]);
    expect(breakOf(await verify([...moved, ...long.slice(4, 5)]))).toEqual(["reordered", 5]);
  });

  it("stops reading where it breaks", async () => {
    let isReturned = false;
    async function* endless(): AsyncGenerator<ReadRecord> {
      try {
        for (;;) yield { kind: "unreadable" };
      } finally {
        isReturned = true;
      }
    }
    const verification = await verifyRecords(endless(), { keys: [key.verifierKey], savedCheckpoints: [] });
    expect(breakOf(verification)).toEqual(["unreadable", 1]);
    expect(isReturned).toBe(true);
  });
});

describe("whoever has no key cannot", () => {
  it("remove any entries", async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(records.slice(0, -1), { maxLength: ENTRY_COUNT - 1 }), async (kept) => {
        expect(await verify([...kept, ...records.slice(-1)])).toMatchObject({ ok: false });
      }),
      SEED,
    );
  });

  it("bring any records into another order", async () => {
    const order = fc.shuffledSubarray([...records], { minLength: records.length });
    await fc.assert(
      fc.asyncProperty(order, async (shuffled) => {
        fc.pre(shuffled.some((record, index) => record !== records[index]));
        expect(await verify(shuffled)).toMatchObject({ ok: false });
      }),
      SEED,
    );
  });

  it("insert a forged entry anywhere, whatever sequence and link it claims", async () => {
    const place = fc.nat(ENTRY_COUNT);
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: -1, max: 9 }), place, async (at, sequence, linked) => {
        const [model] = entries;
        if (model === undefined) throw new Error("no entry");
        const previousHash = entries[linked - 1]?.hash ?? FIRST_PREVIOUS_HASH;
        const payload = model.payload
          .replace('"sequence":1', `"sequence":${sequence}`)
          .replace(FIRST_PREVIOUS_HASH, previousHash)
          .replace('"subject":"signal 0"', '"subject":"forged"');
        const forged: ReadRecord = {
          kind: "entry",
          entry: { sequence, payload, hash: await sha256Hex(payload) },
        };
        expect(await verify([...records.slice(0, at), forged, ...records.slice(at)])).toMatchObject({
          ok: false,
        });
        expect(await verify([...records, forged])).toMatchObject({ ok: false });
      }),
      SEED,
    );
  });

  it("rewrite any part, even with every hash and link fitting", async () => {
    for (let from = 1; from <= ENTRY_COUNT; from += 1) {
      const forged = (await rewriteFrom(from)).map((entry): ReadRecord => ({ kind: "entry", entry }));
      expect(await verify([...forged, ...records.slice(-1)])).toMatchObject({ ok: false });
    }
  });
});
