import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  chunksOf,
  createFixtureKey,
  type FixtureKey,
  linesOf,
  recordsOf,
  sealEntries,
  signEntry,
} from "../../test/conformance/store-ledger-fixture.ts";
import type { LedgerRecord } from "../domain/ledger-record.ts";
import { epochMs } from "../domain/units.ts";
import type { Store } from "../ports/store.ts";
import { openDuckdbStore } from "../stores/duckdb/open-duckdb-store.ts";
import { appendLedgerEntry } from "./append-ledger-entry.ts";
import { exportLedger } from "./export-ledger.ts";
import { type LedgerReport, verifyLedger } from "./verify-ledger.ts";

const OWN_WORD = { trustedKey: null, savedCheckpoints: [] };
const SEED = { seed: 2_026, numRuns: 150 };
const encoder = new TextEncoder();

function verifyFile(file: string | Uint8Array, chunkLength?: number): Promise<LedgerReport> {
  return verifyLedger({ kind: "file", chunks: chunksOf(file, chunkLength) }, OWN_WORD);
}

/** Whether the file passes; one that does not even begin like a ledger does not. */
async function passes(file: string | Uint8Array): Promise<boolean> {
  try {
    return (await verifyFile(file)).ok;
  } catch (error) {
    expect(error).toMatchObject({ code: "LEDGER_UNREADABLE" });
    return false;
  }
}

async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const line of lines) text += line;
  return text;
}

describe("an exported ledger", () => {
  let key: FixtureKey;
  let records: readonly LedgerRecord[];
  let lines: readonly string[];
  let bytes: Uint8Array;

  beforeAll(async () => {
    key = await createFixtureKey(1);
    records = await recordsOf(await sealEntries(5), key);
    lines = linesOf(records, key);
    bytes = encoder.encode(lines.join(""));
  });

  it("verifies in pieces of any size", async () => {
    for (const chunkLength of [1, 7, 100_000])
      expect(await verifyFile(bytes, chunkLength)).toMatchObject({
        ok: true,
        entryCount: 5,
        checkpointCount: 1,
        verifierKey: key.verifierKey.text,
      });
  });

  it("shows any change of any one byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, difference) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ difference;
        expect(await passes(changed)).toBe(false);
      }),
      SEED,
    );
  });

  it("shows any byte that is missing or added", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.constantFrom("", " ", "\n", "0", "{", "\r"),
        async (at, added) => {
          const insertion = added === "" ? [] : encoder.encode(added);
          const rest = bytes.slice(added === "" ? at + 1 : at);
          expect(await passes(Uint8Array.of(...bytes.slice(0, at), ...insertion, ...rest))).toBe(false);
        },
      ),
      SEED,
    );
    for (const added of [" ", "\n", "{}\n", "\u0000"])
      expect(await passes(lines.join("") + added)).toBe(false);
  });

  it("shows a cut at any byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        expect(await passes(bytes.slice(0, length))).toBe(false);
      }),
      SEED,
    );
  });

  it("shows lines that are missing, repeated or exchanged", async () => {
    const index = fc.nat(lines.length - 1);
    await fc.assert(
      fc.asyncProperty(index, index, async (first, second) => {
        const moved = lines.toSpliced(first, 1);
        expect(await passes(moved.join(""))).toBe(false);
        expect(await passes(lines.toSpliced(second, 0, lines[first] ?? "").join(""))).toBe(false);
        const exchanged = moved.toSpliced(second, 0, lines[first] ?? "");
        expect(await passes(exchanged.join(""))).toBe(first === second);
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  it("passes with another key only on its own word", async () => {
    const forged = linesOf(
      await recordsOf(await sealEntries(5, "forged"), await createFixtureKey(2)),
      await createFixtureKey(2),
    );
    const source = { kind: "file", chunks: chunksOf(forged.join("")) } as const;
    const anchors = { trustedKey: key.verifierKey.text, savedCheckpoints: [] };
    expect(await passes(forged.join(""))).toBe(true);
    expect(await verifyLedger(source, anchors)).toMatchObject({ ok: false, break: { kind: "unknown_key" } });
  });

  it("must agree with a checkpoint that was kept elsewhere", async () => {
    const [, , , , , last] = await sealEntries(6);
    if (last === undefined) throw new Error("no entry");
    const anchors = { trustedKey: null, savedCheckpoints: [await signEntry(last, key)] };
    const report = await verifyLedger({ kind: "file", chunks: chunksOf(bytes) }, anchors);
    expect(report).toMatchObject({ ok: false, break: { kind: "truncated", sequence: 6 } });
  });

  it.each([
    ["nothing", ""],
    ["text", "hello\n"],
    ["JSON of something else", '{"a":1}\n'],
    ["a line without end", "x".repeat(600_000)],
    ["bytes that are no text", Uint8Array.of(0xff, 0xfe, 0x0a)],
    [
      "a header of a later format",
      '{"format":"gatehouse-ledger/2","head":null,"kind":"header","verifierKey":null}\n',
    ],
    [
      "a head without a key",
      '{"format":"gatehouse-ledger/1","head":"x","kind":"header","verifierKey":null}\n',
    ],
    ["a key that is none", '{"format":"gatehouse-ledger/1","head":null,"kind":"header","verifierKey":"x"}\n'],
    ["a byte order mark", "\ufeff{}\n"],
  ])("a file with %s is not a ledger", async (_, file) => {
    await expect(verifyFile(file)).rejects.toMatchObject({ code: "LEDGER_UNREADABLE" });
  });

  it("a trusted key that is none is refused", async () => {
    const source = { kind: "file", chunks: chunksOf(bytes) } as const;
    await expect(verifyLedger(source, { trustedKey: "x", savedCheckpoints: [] })).rejects.toMatchObject({
      code: "LEDGER_UNREADABLE",
    });
  });

  it("a line without end is found without being read to its end", async () => {
    let chunkCount = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield encoder.encode(lines[0]);
      for (;;) {
        chunkCount += 1;
        yield new Uint8Array(65_536).fill(0x61);
      }
    }
    const report = await verifyLedger({ kind: "file", chunks: endless() }, OWN_WORD);
    expect(report).toMatchObject({ ok: false, break: { kind: "unreadable", sequence: 1 } });
    expect(chunkCount).toBeLessThan(10);
  });
});

describe("the ledger of a store", () => {
  let store: Store;

  beforeEach(async () => {
    store = await openDuckdbStore({ path: ":memory:" });
  });
  afterEach(() => store.close());

  function record(subject: string): Promise<unknown> {
    return store.transaction((transaction) =>
      appendLedgerEntry(transaction, {
        at: epochMs(1_700_000_000_000),
        actor: { kind: "scheduler" },
        action: "signal.roll_up",
        subject,
        details: { apiToken: "hunter2", line: "a\nb", hostile: "\ud800" },
      }),
    );
  }

  it("verifies as long as it grows, in the store and as a file, with the same result", async () => {
    for (let length = 0; length < 4; length += 1) {
      const report = await verifyLedger({ kind: "store", store }, OWN_WORD);
      expect(report).toMatchObject({ ok: true, entryCount: length });
      expect(await verifyFile(await textOf(exportLedger(store)))).toEqual(report);
      await record(`signal ${length}`);
    }
  });

  it("is exported with its public key and without any secret", async () => {
    await record("signal");
    const text = await textOf(exportLedger(store));
    expect(text).toContain(await store.ledgerVerifierKey());
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("PRIVATE");
    expect(text.split("\n")).toHaveLength(4);
  });

  it("can be exported while it grows", async () => {
    await record("signal 0");
    const lines = exportLedger(store);
    let text = String((await lines.next()).value);
    await record("signal 1");
    text += String((await lines.next()).value);
    await record("signal 2");
    expect(await verifyFile(text + (await textOf(lines)))).toMatchObject({ ok: true, entryCount: 2 });
  });

  it("is verified from its end to its beginning by a checkpoint kept before", async () => {
    await record("signal 0");
    const saved = (await store.lastLedgerCheckpoint())?.note ?? "";
    await record("signal 1");
    const anchors = { trustedKey: await store.ledgerVerifierKey(), savedCheckpoints: [saved] };
    expect(await verifyLedger({ kind: "store", store }, anchors)).toMatchObject({ ok: true, entryCount: 2 });
  });
});
