import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../domain/brand.ts";
import { epochMs } from "../domain/units.ts";
import { parseEntry } from "./parse-entry.ts";
import { ENTRY_LENGTH_MAX, FIRST_PREVIOUS_HASH, type LedgerDraft, sealEntry } from "./seal-entry.ts";
import { sha256Hex } from "./web-crypto.ts";

const BUG = expect.objectContaining({ code: "BUG" });
const DRAFT: LedgerDraft = {
  at: epochMs(Date.UTC(2026, 10, 22, 2, 14)),
  actor: { kind: "operator", name: "ada" },
  action: "review.decide",
  subject: "review 7",
  details: { decision: "revoke", token: "dapi" },
};

it("an entry is canonical JSON with its members in order, secrets gone, and its hash", async () => {
  const entry = await sealEntry(DRAFT, null);
  expect(entry.payload).toBe(
    '{"action":"review.decide","actor":{"kind":"operator","name":"ada"},"at":"2026-11-22T02:14:00.000Z",' +
      '"details":{"decision":"revoke","token":"[redacted]"},' +
      `"previousHash":"${FIRST_PREVIOUS_HASH}","sequence":1,"subject":"review 7"}`,
  );
  expect(entry.hash).toBe(await sha256Hex(entry.payload));
});

it("the next entry continues the one before", async () => {
  const first = await sealEntry(DRAFT, null);
  const second = await sealEntry(DRAFT, first);
  expect(second.sequence).toBe(2);
  expect(parseEntry(second.payload)?.previousHash).toBe(first.hash);
});

it("any details and any subject can be sealed and read back, however hostile their text", async () => {
  const details = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }).map((value) => value as Json);
  await fc.assert(
    fc.asyncProperty(details, fc.string({ unit: "binary" }), async (value, subject) => {
      const entry = await sealEntry({ ...DRAFT, details: value, subject }, null);
      expect(parseEntry(entry.payload)).toMatchObject({ sequence: 1, action: DRAFT.action });
    }),
    { seed: 6962, numRuns: 200 },
  );
});

it("an action that is not `entity.verb`, and an entry that is too long, are refused", async () => {
  for (const action of [".", "Review.decide", "review.", "a.b.c", "review decide.x"] as const)
    await expect(sealEntry({ ...DRAFT, action }, null)).rejects.toEqual(BUG);
  const details = "x".repeat(ENTRY_LENGTH_MAX);
  await expect(sealEntry({ ...DRAFT, details }, null)).rejects.toEqual(BUG);
});

it.each([
  ["no JSON", () => "{"],
  ["a number", () => "1"],
  ["null", () => "null"],
  ["white space", (payload: string) => payload.replace(":", ": ")],
  [
    "another order of members",
    (payload: string) => payload.replace(/^\{("action":"[^"]*"),(.*)\}$/, "{$2,$1}"),
  ],
  ["a member twice", (payload: string) => payload.replace("{", '{"action":"a.b",')],
  ["a member more", (payload: string) => payload.replace(/\}$/, ',"z":1}')],
  ["a member less", (payload: string) => payload.replace(/,"subject":"[^"]*"/, "")],
  ["sequence 0", (payload: string) => payload.replace('"sequence":1', '"sequence":0')],
  ["a sequence that is a text", (payload: string) => payload.replace('"sequence":1', '"sequence":"1"')],
  [
    "a sequence beyond exactness",
    (payload: string) => payload.replace('"sequence":1', '"sequence":9007199254740992'),
  ],
  ["a local time", (payload: string) => payload.replace("00.000Z", "00.000+01:00")],
  ["a day that is not", (payload: string) => payload.replace("-11-22", "-02-30")],
  ["a short hash", (payload: string) => payload.replace(FIRST_PREVIOUS_HASH, "00")],
  ["an actor without a kind", (payload: string) => payload.replace('"kind":"operator",', "")],
  ["an actor that is a list", (payload: string) => payload.replace(/"actor":\{[^}]*\}/, '"actor":[]')],
])("a payload with %s is not an entry", async (_, change) => {
  const { payload } = await sealEntry(DRAFT, null);
  const changed = change(payload);
  expect(changed).not.toBe(payload);
  expect(parseEntry(changed)).toBeNull();
});
