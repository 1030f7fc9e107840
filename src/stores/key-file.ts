import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { platform } from "node:process";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { LedgerSigner } from "../ports/store.ts";

/** Bits of a file mode that let anybody but the owner in. */
const OTHERS_MASK = 0o077;
const OWNER_ONLY_MODE = 0o600;
/** A key file has about 120 bytes; anything much longer is another file. */
const KEY_FILE_BYTES_MAX = 4_096;

export interface KeyFileOptions {
  readonly path: string;
  /** Whether a missing key may be made: only for a store that has signed nothing yet. */
  readonly mayCreate: boolean;
}

/**
 * The signing key that lies in a file of its own: an Ed25519 private key in PKCS #8 PEM, mode 0600. It stays in this
 * module: callers get a signer, and the file's text enters no message.
 *
 * @throws STORE_KEY_UNREADABLE when the file is missing and may not be made, may be read by others (not checked on
 * Windows, which has no such mode), or holds no such key.
 */
export async function openKeyFile(options: KeyFileOptions): Promise<LedgerSigner> {
  const existing = await readKeyFile(options.path);
  if (existing !== null) return signerOf(parseKey(existing, options.path));
  if (!options.mayCreate) throw unusable(options.path, "is missing");
  const key = generateKey();
  await writeKeyFile(options.path, key);
  return signerOf(key);
}

/** A signer whose key is gone with the process; for stores in memory. */
export function createPassingSigner(): LedgerSigner {
  return signerOf(generateKey());
}

function generateKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

function signerOf(privateKey: KeyObject): LedgerSigner {
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: Uint8Array.from(Buffer.from(x, "base64url")),
    sign: async (message) => Uint8Array.from(sign(null, message, privateKey)),
  };
}

async function readKeyFile(path: string): Promise<string | null> {
  // One handle for mode and content, so that nobody can exchange the file in between.
  const file = await openIfThere(path);
  if (file === null) return null;
  try {
    const status = await file.stat();
    const { mode, size } = status;
    if (!status.isFile()) throw unusable(path, "is not a file");
    if (platform !== "win32" && (mode & OTHERS_MASK) !== 0)
      throw unusable(path, "may be read by others; run `chmod 600` on it");
    if (size > KEY_FILE_BYTES_MAX) throw unusable(path, "is not a signing key");
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string) {
  try {
    return await open(path, constants.O_RDONLY);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw unusable(path, "cannot be read", cause);
  }
}

function parseKey(pem: string, path: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // The cause is left out: it may quote the file.
    throw unusable(path, "is not a signing key");
  }
  if (key.asymmetricKeyType !== "ed25519") throw unusable(path, "is not an ed25519 key");
  return key;
}

async function writeKeyFile(path: string, key: KeyObject): Promise<void> {
  const draftPath = `${path}.new`;
  try {
    // Written whole, then renamed: a crash leaves no half key behind that would lock its owner out.
    await rm(draftPath, { force: true });
    const file = await open(
      draftPath,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
      OWNER_ONLY_MODE,
    );
    try {
      await file.writeFile(key.export({ format: "pem", type: "pkcs8" }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draftPath, path);
  } catch (cause) {
    throw unusable(path, "cannot be written", cause);
  }
}

function unusable(path: string, problem: string, cause?: unknown): GatehouseError {
  return new GatehouseError("STORE_KEY_UNREADABLE", {
    message: `the signing key \`${path}\` ${problem}`,
    cause,
  });
}
