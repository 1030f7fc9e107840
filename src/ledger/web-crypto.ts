import { GatehouseError } from "../domain/gatehouse-error.ts";

/** The same interface in Node and in browsers, each with its own type library. */
type SubtleCrypto = typeof globalThis.crypto.subtle;
type CryptoKey = Awaited<ReturnType<SubtleCrypto["importKey"]>>;
/** Bytes as WebCrypto takes them: never shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What a runtime may lack; browsers offer it in secure contexts only. */
interface CryptoScope {
  readonly crypto?: { readonly subtle?: SubtleCrypto };
}

/** WebCrypto of the runtime. @throws LEDGER_CRYPTO_UNAVAILABLE */
export function webCrypto(scope: CryptoScope = globalThis): SubtleCrypto {
  const subtle = scope.crypto?.subtle;
  if (subtle === undefined)
    throw new GatehouseError("LEDGER_CRYPTO_UNAVAILABLE", {
      message: "this runtime offers no web cryptography",
    });
  return subtle;
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** SHA-256. Cost: about 10 µs for an entry, of which most is the way to the thread pool; run many at a time. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await webCrypto().digest("SHA-256", bytes));
}

/** SHA-256 of the text in UTF-8 as lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  return toHex(await sha256(utf8(text)));
}

/**
 * A public key ready to check signatures; null when the bytes are no point of the curve.
 * @throws LEDGER_CRYPTO_UNAVAILABLE when the runtime does not know Ed25519.
 */
export async function importEd25519(
  publicKey: Bytes,
  scope: CryptoScope = globalThis,
): Promise<CryptoKey | null> {
  try {
    return await webCrypto(scope).importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "NotSupportedError")
      throw new GatehouseError("LEDGER_CRYPTO_UNAVAILABLE", {
        message: "this runtime does not know ed25519 signatures",
        cause,
      });
    if (cause instanceof Error && cause.name === "DataError") return null;
    throw cause;
  }
}

export async function verifyEd25519(key: CryptoKey, message: Bytes, signature: Bytes): Promise<boolean> {
  return webCrypto().verify("Ed25519", key, signature, message);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte];
  return hex;
}

/** RFC 4648 section 4. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** The bytes, or null when `text` is not exactly what {@link toBase64} writes. */
export function fromBase64(text: string): Bytes | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}
