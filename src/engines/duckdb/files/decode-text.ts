import { open } from "node:fs/promises";
import { textBytes } from "./text-bytes.ts";

/**
 * Writes a text, decompressed and as UTF-8, to `target`; null when it was whole, else what is wrong with its compressed
 * data, the text before that written. @throws the file system's error.
 */
export async function decodeText(path: string, target: string, signal: AbortSignal): Promise<string | null> {
  let damage: string | null = null;
  const onDamage = (reason: string) => {
    damage = reason;
  };
  const output = await open(target, "w");
  try {
    for await (const chunk of textBytes(path, { signal, onDamage })) await output.appendFile(chunk);
  } finally {
    await output.close();
  }
  return damage;
}
