import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";

export type Encoding = "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be";

/** Chunk of file and of decompressed text: large enough that the event loop costs little, small enough for memory. */
const CHUNK_BYTES = 262_144;

/** First two bytes of gzip (RFC 1952, section 2.3.1). */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** True when the content is gzip, whatever the name says. @throws the file system's error. */
export async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === GZIP_MAGIC[0] && buffer[1] === GZIP_MAGIC[1];
  } finally {
    await handle.close();
  }
}

/** Encoding by byte order mark, or by the zero bytes beside an opening bracket. */
function encodingOf(start: Uint8Array): Encoding {
  const [first, second, third] = start;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8-bom";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== 0 && second === 0 && start.length >= 2) return "utf-16le";
  if (first === 0 && second !== 0 && start.length >= 2) return "utf-16be";
  return "utf-8";
}

export interface TextBytes {
  readonly signal: AbortSignal;
  /** Called once, after the last chunk, when compressed data ended early or are damaged; the text before was handed on. */
  readonly onDamage: (reason: string) => void;
  /** Called before the first chunk. */
  readonly onEncoding?: (encoding: Encoding) => void;
}

/**
 * The text of a file as UTF-8 without byte order mark, decompressed, in chunks; memory stays bounded whatever the file
 * expands to. Bytes that are no UTF-8 pass as they are.
 * @throws the file system's error.
 */
export async function* textBytes(path: string, options: TextBytes): AsyncGenerator<Buffer> {
  const chunks = (await isGzip(path)) ? gunzipped(path, options) : fileChunks(path, options.signal);
  let decoder: TextDecoder | null = null;
  let isFirst = true;
  for await (const chunk of chunks) {
    options.signal.throwIfAborted();
    let text = chunk;
    if (isFirst) {
      const encoding = encodingOf(chunk);
      options.onEncoding?.(encoding);
      if (encoding === "utf-8-bom") text = chunk.subarray(3);
      if (encoding === "utf-16le" || encoding === "utf-16be") decoder = new TextDecoder(encoding);
      isFirst = false;
    }
    yield decoder === null ? text : Buffer.from(decoder.decode(text, { stream: true }));
  }
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield Buffer.from(rest);
}

async function* fileChunks(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal });
  try {
    for await (const chunk of stream) yield chunk;
  } finally {
    stream.destroy();
  }
}

async function* gunzipped(path: string, { signal, onDamage }: TextBytes): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on("error", (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (error) {
    const reason = damage(error);
    if (reason === null) throw error;
    onDamage(reason);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

/** zlib's complaints about the data, as opposed to errors of the file system. */
function damage(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  if (error.code === "Z_BUF_ERROR") return "its gzip data are cut off";
  if (error.code === "Z_DATA_ERROR") return "its gzip data are damaged";
  return null;
}
