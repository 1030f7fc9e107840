import { open } from "node:fs/promises";
import { readObject } from "./json-object.ts";
import { type Loss, POSITION_COUNT_MAX } from "./loss.ts";
import type { TextLayout } from "./sample-text.ts";
import { lineSplitter } from "./split-lines.ts";
import { OBJECT_BYTES_MAX, type Piece } from "./split-text.ts";
import { valueSplitter } from "./split-values.ts";
import { textBytes } from "./text-bytes.ts";

/**
 * Writes every object of a text file to `target`, one a line as `{"position":…,"object":…}`, and returns what is none.
 * Reads and writes as streams: memory is bounded by the longest object, whatever the file expands to.
 * @throws the file system's error.
 */
export async function cleanText(options: {
  readonly path: string;
  readonly layout: TextLayout;
  readonly target: string;
  readonly signal: AbortSignal;
}): Promise<readonly Loss[]> {
  const losses = lossCounter();
  const output = await open(options.target, "w");
  try {
    for await (const pieces of piecesOf(options, losses)) {
      const lines = pieces.map((piece) => cleanLine(piece, losses)).filter((line) => line !== null);
      await output.appendFile(lines.join(""));
    }
  } finally {
    await output.close();
  }
  return losses.all();
}

async function* piecesOf(
  options: { readonly path: string; readonly layout: TextLayout; readonly signal: AbortSignal },
  losses: LossCounter,
): AsyncGenerator<readonly Piece[]> {
  const splitter = options.layout === "lines" ? lineSplitter() : valueSplitter();
  const onDamage = (reason: string) => losses.add(`${reason}: what follows is lost`, null);
  for await (const chunk of textBytes(options.path, { signal: options.signal, onDamage }))
    yield splitter.push(chunk);
  yield splitter.end();
}

function cleanLine(piece: Piece, losses: LossCounter): string | null {
  if (piece.kind === "text") {
    const read = readObject(piece.bytes);
    if (read.kind === "object") return `{"position":${piece.position},"object":${read.text}}\n`;
    losses.add(read.problem, piece.position);
  } else if (piece.kind === "too_long") losses.add(`longer than ${OBJECT_BYTES_MAX} bytes`, piece.position);
  else if (piece.kind === "broken") losses.add("not JSON", piece.position);
  else losses.add("the text ends inside an object or list: what follows is lost", null);
  return null;
}

interface LossCounter {
  /** Position null: a loss that cannot be counted. */
  add(reason: string, position: number | null): void;
  all(): readonly Loss[];
}

function lossCounter(): LossCounter {
  const byReason = new Map<string, { count: number | null; positions: number[] }>();
  return {
    add(reason, position) {
      const loss = byReason.get(reason) ?? { count: 0, positions: [] };
      byReason.set(reason, loss);
      if (position === null) loss.count = null;
      else {
        if (loss.count !== null) loss.count += 1;
        if (loss.positions.length < POSITION_COUNT_MAX) loss.positions.push(position);
      }
    },
    all: () => [...byReason].map(([reason, loss]) => ({ reason, ...loss })),
  };
}
