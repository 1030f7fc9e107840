import { type JsonObject, readObject } from "./json-object.ts";
import { lineSplitter } from "./split-lines.ts";
import { OBJECT_BYTES_MAX, type Piece, type Splitter } from "./split-text.ts";
import { valueSplitter } from "./split-values.ts";
import { type Encoding, textBytes } from "./text-bytes.ts";

/** How objects stand in a text: one a line, or as values that follow one another, in an array or in a wrapper. */
export type TextLayout = "lines" | "values";

export interface TextSample {
  readonly layout: TextLayout;
  readonly encoding: Encoding;
  /** The first objects, at most {@link SAMPLE_OBJECT_COUNT}; empty when none was found. */
  readonly objects: readonly JsonObject[];
  /** True when the text is blank throughout, or an empty list. */
  readonly isBlank: boolean;
  /** True when something among the objects is none. */
  readonly hasProblems: boolean;
}

/** Objects looked at to tell a file's form and keys. */
const SAMPLE_OBJECT_COUNT = 200;

/** Bytes after which what was seen is judged, if it holds an object; else reading goes on to the next step. */
const SAMPLE_BYTES_STEPS = [65_536, 1_048_576, 2 * OBJECT_BYTES_MAX + 1_048_576] as const;

/**
 * Reads the start of a text file, as far as needed to see its first objects.
 * @throws the file system's error.
 */
export async function sampleText(path: string, signal: AbortSignal): Promise<TextSample> {
  let encoding: Encoding = "utf-8";
  const chunks: Buffer[] = [];
  let byteCount = 0;
  let step = 0;
  // Damage is found when the whole file is read; here it only ends the sample.
  const options = { signal, onDamage: () => {}, onEncoding: (found: Encoding) => (encoding = found) };
  for await (const chunk of textBytes(path, options)) {
    chunks.push(chunk);
    byteCount += chunk.length;
    const limit = SAMPLE_BYTES_STEPS[step];
    if (limit === undefined) break;
    if (byteCount < limit) continue;
    step += 1;
    const sample = judge(chunks, false);
    if (sample.objects.length > 0) return { ...sample, encoding };
  }
  return { ...judge(chunks, step < SAMPLE_BYTES_STEPS.length), encoding };
}

type Judgment = Omit<TextSample, "encoding">;

function judge(chunks: readonly Buffer[], isWhole: boolean): Judgment {
  const start = firstVisible(chunks);
  if (start === null) return { layout: "lines", objects: [], isBlank: true, hasProblems: false };
  const lines = start === "[" ? NOTHING : objectsBy(lineSplitter(), chunks, isWhole);
  if (isByLine(lines)) return judgment("lines", lines);
  const values = objectsBy(valueSplitter(), chunks, isWhole);
  const isEmptyList = isWhole && values.objects.length + values.problemCount === 0;
  if (isEmptyList) return { layout: "values", objects: [], isBlank: true, hasProblems: false };
  const isByValue = lines.isWrapped || values.objects.length > lines.objects.length;
  return isByValue ? judgment("values", values) : judgment("lines", lines);
}

/** The first line is an object, or half of the lines are. A wrapper in a line is a value that holds others. */
function isByLine({ objects, problemCount, isFirstGood, isWrapped }: SampledObjects): boolean {
  return !isWrapped && (isFirstGood || (objects.length > 0 && problemCount <= objects.length));
}

function judgment(layout: TextLayout, { objects, problemCount }: SampledObjects): Judgment {
  return { layout, objects, isBlank: false, hasProblems: problemCount > 0 };
}

function firstVisible(chunks: readonly Buffer[]): string | null {
  for (const chunk of chunks) {
    const visible = /\S/.exec(chunk.toString("latin1"));
    if (visible !== null) return visible[0];
  }
  return null;
}

interface SampledObjects {
  readonly objects: readonly JsonObject[];
  /** Pieces that are no object. */
  readonly problemCount: number;
  /** True when the first piece is an object. */
  readonly isFirstGood: boolean;
  /** True when an object is `{"records":[…]}`. */
  readonly isWrapped: boolean;
}

const NOTHING: SampledObjects = { objects: [], problemCount: 1, isFirstGood: false, isWrapped: false };

function objectsBy(splitter: Splitter, chunks: readonly Buffer[], isWhole: boolean): SampledObjects {
  const objects: JsonObject[] = [];
  let problemCount = 0;
  let isFirstGood = false;
  let isWrapped = false;
  const take = (pieces: readonly Piece[]) => {
    for (const piece of pieces) {
      const read = piece.kind === "text" ? readObject(piece.bytes) : null;
      if (read?.kind !== "object") problemCount += 1;
      else {
        isFirstGood ||= problemCount === 0;
        isWrapped ||= isWrapper(read.object);
        objects.push(read.object);
      }
      if (objects.length >= SAMPLE_OBJECT_COUNT) return;
    }
  };
  for (const chunk of chunks) {
    if (objects.length < SAMPLE_OBJECT_COUNT) take(splitter.push(chunk));
  }
  if (isWhole && objects.length < SAMPLE_OBJECT_COUNT) take(splitter.end());
  return { objects, problemCount, isFirstGood, isWrapped };
}

function isWrapper(object: JsonObject): boolean {
  return Array.isArray(object["records"]) && Object.keys(object)[0] === "records";
}
