import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { createFixtureKey, type FixtureKey } from "../../test/conformance/store-ledger-fixture.ts";
import { openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { parseSignedNote, renderSignedNote } from "./signed-note.ts";
import { parseVerifierKey } from "./verifier-key.ts";
import { fromBase64, importEd25519, sha256Hex, toBase64, toHex, utf8, webCrypto } from "./web-crypto.ts";

/** A published example of a signed note and its key, made by another implementation. */
const KNOWN_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const KNOWN_NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
const HEAD = { sequence: 42, hash: "ab".repeat(32), at: "2026-11-22T02:14:00.000Z" };
const SEED = { seed: 32, numRuns: 300 };

let key: FixtureKey;
let other: FixtureKey;
let note = "";

beforeAll(async () => {
  key = await createFixtureKey(1);
  other = await createFixtureKey(2);
  note = await signCheckpoint(HEAD, key.verifierKey, key.sign);
});

it("a note that another implementation signed verifies, and is written back byte for byte", async () => {
  const known = await parseVerifierKey(KNOWN_KEY);
  const signed = parseSignedNote(KNOWN_NOTE);
  if (known === null || signed === null) throw new Error("the example cannot be read");
  expect({ name: signed.keyName, id: signed.keyId }).toEqual({ name: known.name, id: known.id });
  expect(await known.verify(utf8(signed.text), signed.signature)).toBe(true);
  expect(await known.verify(utf8(`${signed.text} `), signed.signature)).toBe(false);
  expect(renderSignedNote(signed)).toBe(KNOWN_NOTE);
});

it("a checkpoint is a text that people can read", () => {
  expect(note.split("\n").slice(0, 5)).toEqual([
    "gatehouse-ledger-checkpoint/1",
    "42",
    HEAD.hash,
    HEAD.at,
    "",
  ]);
  expect(note.split("\n")[5]).toMatch(/^— gatehouse-ledger\/[0-9a-f]{16} [A-Za-z0-9+/]{91}=$/);
});

it("a checkpoint says what was signed, to everybody who trusts its key and to nobody else", async () => {
  const { name, id } = key.verifierKey;
  const checkpoint = { ...HEAD, keyName: name, keyId: id };
  expect(await openCheckpoint(note, [other.verifierKey, key.verifierKey])).toEqual({
    kind: "verified",
    checkpoint,
  });
  expect(await openCheckpoint(note, [other.verifierKey])).toEqual({ kind: "unknown_key", checkpoint });
  expect(await openCheckpoint(note, [])).toEqual({ kind: "unknown_key", checkpoint });
});

it("a signature of another key under a trusted name is false", async () => {
  const forged = await signCheckpoint(HEAD, key.verifierKey, other.sign);
  expect(await openCheckpoint(forged, [key.verifierKey])).toMatchObject({ kind: "bad_signature" });
});

it("the signature covers the first line, so that nothing else that the key signed passes for a checkpoint", async () => {
  const text = note.replace("gatehouse-ledger-checkpoint/1", "gatehouse-ledger-checkpoint/2");
  expect(await openCheckpoint(text, [key.verifierKey])).toEqual({ kind: "unreadable" });
});

it("any change of one character is found", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(note.length - 1),
      fc.string({ unit: "binary", minLength: 0, maxLength: 1 }),
      async (at, character) => {
        const changed = note.slice(0, at) + character + note.slice(at + 1);
        fc.pre(changed !== note);
        expect(await openCheckpoint(changed, [key.verifierKey])).not.toMatchObject({ kind: "verified" });
      },
    ),
    SEED,
  );
});

it.each([
  ["a second signature", (text: string) => `${text}— x ${toBase64(new Uint8Array(68))}\n`],
  ["a line before", (text: string) => `\n${text}`],
  ["carriage returns", (text: string) => text.replaceAll("\n", "\r\n")],
  ["a leading zero", (text: string) => text.replace("\n42\n", "\n042\n")],
  ["entry 0", (text: string) => text.replace("\n42\n", "\n0\n")],
  ["a number beyond exactness", (text: string) => text.replace("\n42\n", "\n9007199254740993\n")],
  ["a day that is not", (text: string) => text.replace("-11-22T", "-02-30T")],
  ["an extra line", (text: string) => text.replace("\n\n", "\nextra\n\n")],
  ["an endless text", (text: string) => text.replace("\n\n", `\n${"x".repeat(5_000)}\n\n`)],
])("a note with %s is not a checkpoint", (_, change) => {
  expect(parseCheckpoint(note)).not.toBeNull();
  expect(parseCheckpoint(change(note))).toBeNull();
});

it("a verifier key reads back, and any change of one character is refused", async () => {
  const { text } = key.verifierKey;
  expect((await parseVerifierKey(text))?.text).toBe(text);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(text.length - 1),
      fc.string({ minLength: 0, maxLength: 1 }),
      async (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        fc.pre(changed !== text);
        expect(await parseVerifierKey(changed)).toBeNull();
      },
    ),
    SEED,
  );
});

it.each(["", "a", "a+b", "a+00000000+", "x+530d903a+AA==", `${KNOWN_KEY}+`, KNOWN_KEY.replace("+5", "+6")])(
  "`%s` is not a verifier key",
  async (text) => {
    expect(await parseVerifierKey(text)).toBeNull();
  },
);

it("SHA-256 agrees with FIPS 180-2 appendix B.1", async () => {
  expect(await sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("base64 is read strictly and comes back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(fromBase64(toBase64(bytes))).toEqual(Uint8Array.from(bytes));
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
    }),
    SEED,
  );
  for (const text of ["A", "AA", "AB==", "A===", "AA==\n", " AA==", "AA-_"])
    expect(fromBase64(text)).toBeNull();
});

it("a runtime without web cryptography, or without ed25519, says so", async () => {
  const missing = expect.objectContaining({ code: "LEDGER_CRYPTO_UNAVAILABLE" });
  expect(() => webCrypto({})).toThrow(missing);
  const { subtle } = globalThis.crypto;
  const importKey: typeof subtle.importKey = () =>
    Promise.reject(new DOMException("unrecognized name", "NotSupportedError"));
  const older = Object.create(subtle, { importKey: { value: importKey } });
  await expect(importEd25519(new Uint8Array(32), { crypto: { subtle: older } })).rejects.toEqual(missing);
});
