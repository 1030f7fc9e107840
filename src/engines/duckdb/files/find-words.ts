import { textBytes } from "./text-bytes.ts";

/**
 * Which of `words` occur anywhere in a text file; stops as soon as all were seen. Search of bytes, no parsing: some
 * gigabytes a second.
 * @throws the file system's error.
 */
export async function findWords(
  path: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const overlapBytes = Math.max(0, ...words.map((word) => Buffer.byteLength(word))) - 1;
  let before: Buffer = Buffer.alloc(0);
  for await (const chunk of textBytes(path, { signal, onDamage: () => {} })) {
    const text = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
    for (const word of words) if (!found.has(word) && text.includes(word)) found.add(word);
    if (found.size === words.length) break;
    before = text.subarray(Math.max(0, text.length - overlapBytes));
  }
  return found;
}
