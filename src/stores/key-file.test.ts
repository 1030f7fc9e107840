import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LedgerSigner } from "../ports/store.ts";
import { createPassingSigner, openKeyFile } from "./key-file.ts";

const UNUSABLE = "STORE_KEY_UNREADABLE";
let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-key-"));
  path = join(folder, "test.store.key");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function isGenuine(signer: LedgerSigner, message: Uint8Array): Promise<boolean> {
  const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(signer.publicKey).toString("base64url") };
  return verify(null, message, createPublicKey({ key: jwk, format: "jwk" }), await signer.sign(message));
}

it("a new key signs, is readable by its owner only, and leaves nothing else behind", async () => {
  const signer = await openKeyFile({ path, mayCreate: true });
  expect(signer.publicKey).toHaveLength(32);
  expect(await isGenuine(signer, Uint8Array.of(1, 2, 3))).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["test.store.key"]);
});

it("the same file gives the same key, and is not written again", async () => {
  const first = await openKeyFile({ path, mayCreate: true });
  const text = await readFile(path, "utf8");
  const second = await openKeyFile({ path, mayCreate: true });
  expect(second.publicKey).toEqual(first.publicKey);
  expect(await readFile(path, "utf8")).toBe(text);
});

it("a missing key is made only where nothing was signed yet", async () => {
  await expect(openKeyFile({ path, mayCreate: false })).rejects.toMatchObject({ code: UNUSABLE });
  expect(await readdir(folder)).toEqual([]);
});

it("a half-written key of a killed process is replaced", async () => {
  await writeFile(`${path}.new`, "-----BEGIN PRIV");
  const signer = await openKeyFile({ path, mayCreate: true });
  expect(await isGenuine(signer, Uint8Array.of(7))).toBe(true);
  expect(await readdir(folder)).toEqual(["test.store.key"]);
});

it.skipIf(process.platform === "win32")("a key that others may read is refused", async () => {
  await openKeyFile({ path, mayCreate: true });
  await chmod(path, 0o640);
  await expect(openKeyFile({ path, mayCreate: true })).rejects.toMatchObject({ code: UNUSABLE });
});

it("a file that is no ed25519 key is refused without being quoted", async () => {
  const otherKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const wrongTexts = [
    "",
    "swordfish",
    "swordfish".repeat(1_000),
    otherKey.export({ format: "pem", type: "pkcs8" }),
  ];
  for (const text of wrongTexts) {
    await writeFile(path, text, { mode: 0o600 });
    const failure = await openKeyFile({ path, mayCreate: true }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: UNUSABLE });
    expect(inspect(failure, { depth: 9 })).not.toContain("swordfish");
  }
});

it("a folder in place of the key, and a folder that is not there, are refused", async () => {
  await expect(openKeyFile({ path: folder, mayCreate: true })).rejects.toMatchObject({ code: UNUSABLE });
  const missing = join(folder, "none", "k");
  await expect(openKeyFile({ path: missing, mayCreate: true })).rejects.toMatchObject({ code: UNUSABLE });
});

it("a signer never shows its private key", async () => {
  const signer = createPassingSigner();
  expect(Object.keys(signer).sort()).toEqual(["publicKey", "sign"]);
  expect(await isGenuine(signer, Uint8Array.of())).toBe(true);
});
