const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const MASK_64 = (1n << 64n) - 1n;

/**
 * An identifier that the same parts always get, so that reading the same telemetry twice names the same things.
 *
 * Shape: `prefix-` and 16 hex digits. Not a secret and not proof against somebody who wants two parts to collide: among
 * a million ids the chance of one accidental collision is 3e-8.
 * Source: Fowler, Noll, Vo, FNV-1a with 64 bits (IETF draft-eastlake-fnv, section 5).
 */
export function stableId(prefix: string, parts: readonly string[]): string {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(JSON.stringify(parts))) {
    hash = ((hash ^ BigInt(byte)) * FNV_PRIME) & MASK_64;
  }
  return `${prefix}-${hash.toString(16).padStart(16, "0")}`;
}
