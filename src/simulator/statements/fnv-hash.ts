/** 32 bits of a text. Source: Fowler, Noll, Vo, FNV-1a (draft-eastlake-fnv). */
export function fnvHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
