import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { LedgerRecord, StoredLedgerCheckpoint } from "../domain/ledger-record.ts";
import { canonicalJson } from "./canonical-json.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { parseCanonicalObject } from "./parse-entry.ts";
import { ENTRY_LENGTH_MAX } from "./seal-entry.ts";
import type { ReadRecord } from "./verify-records.ts";

const FORMAT = "gatehouse-ledger/1";
/** An entry with what stands around it. */
const LINE_LENGTH_MAX = ENTRY_LENGTH_MAX + 1_024;
const ENTRY_LINE_START = '{"entry":';
const ENTRY_LINE_END = /,"hash":"([0-9a-f]{64})","kind":"entry"\}$/;
/** Characters of {@link ENTRY_LINE_END}. */
const ENTRY_LINE_END_LENGTH = `,"hash":"${"0".repeat(64)}","kind":"entry"}`.length;

/** First line of an exported ledger. */
export interface LedgerFileHeader {
  /** Public key of the ledger; null when it has no entry. */
  readonly verifierKey: string | null;
  /** Newest checkpoint when the export began: a file that was cut short lacks its entry. */
  readonly head: string | null;
}

/** A ledger file opened: read its header, then its records once. */
export interface OpenLedgerFile {
  readonly header: LedgerFileHeader;
  readonly records: AsyncIterable<ReadRecord>;
}

/*
 * An exported ledger is NDJSON in UTF-8, every line in canonical JSON and ended by a line feed: a header, then the
 * entries in order, each checkpoint behind its entry.
 *   {"format":"gatehouse-ledger/1","head":"…","kind":"header","verifierKey":"…"}
 *   {"entry":{…},"hash":"…","kind":"entry"}
 *   {"kind":"checkpoint","note":"…"}
 * One way to write each line means that a change of any byte is a change of the ledger.
 */

export function renderLedgerHeader(header: LedgerFileHeader): string {
  const { head, verifierKey } = header;
  return `${canonicalJson({ kind: "header", format: FORMAT, head, verifierKey })}\n`;
}

export function renderLedgerRecord(record: LedgerRecord): string {
  switch (record.kind) {
    case "entry":
      // The payload is canonical JSON already, and "entry" < "hash" < "kind".
      return `${ENTRY_LINE_START}${record.entry.payload},"hash":"${record.entry.hash}","kind":"entry"}\n`;
    case "checkpoint":
      return `${canonicalJson({ kind: "checkpoint", note: record.checkpoint.note })}\n`;
  }
}

/**
 * Opens an exported ledger from its bytes, in pieces of any size. A line that no ledger writes becomes an `unreadable`
 * record, for the verifier to report in its place.
 *
 * @throws LEDGER_UNREADABLE when the first line is not the header of a ledger.
 */
export async function openLedgerFile(chunks: AsyncIterable<Uint8Array>): Promise<OpenLedgerFile> {
  const lines: AsyncIterator<string | null> = readLines(chunks);
  const first = await lines.next();
  const header = first.done === true ? null : parseHeader(first.value);
  if (header === null) {
    await lines.return?.();
    throw new GatehouseError("LEDGER_UNREADABLE", {
      message: "the file does not begin like an exported ledger",
    });
  }
  return { header, records: parseRecords(lines) };
}

function parseHeader(line: string | null): LedgerFileHeader | null {
  const value = line === null ? null : parseCanonicalObject(line);
  if (value === null || Object.keys(value).join(",") !== "format,head,kind,verifierKey") return null;
  const { head, verifierKey } = value;
  if (value["format"] !== FORMAT || value["kind"] !== "header") return null;
  // A head without a key cannot be; a key without a head can: the first entry came while the export began.
  if (verifierKey === null) return head === null ? { head, verifierKey } : null;
  if (typeof verifierKey !== "string" || (head !== null && typeof head !== "string")) return null;
  return { head, verifierKey };
}

async function* parseRecords(lines: AsyncIterator<string | null>): AsyncGenerator<ReadRecord> {
  try {
    for (let next = await lines.next(); next.done !== true; next = await lines.next())
      yield next.value === null ? { kind: "unreadable" } : parseRecord(next.value);
  } finally {
    await lines.return?.();
  }
}

function parseRecord(line: string): ReadRecord {
  return parseEntryLine(line) ?? parseCheckpointLine(line) ?? { kind: "unreadable" };
}

/** The verifier checks that the payload is canonical; with the fixed text around it the whole line then is. */
function parseEntryLine(line: string): ReadRecord | null {
  if (!line.startsWith(ENTRY_LINE_START)) return null;
  const end = line.length - ENTRY_LINE_END_LENGTH;
  const hash = ENTRY_LINE_END.exec(line.slice(end))?.[1];
  const payload = line.slice(ENTRY_LINE_START.length, end);
  // "sequence" and "subject" are the last members of a payload, the former written once at this depth.
  const sequence = /,"sequence":(\d+),"subject":"(?:[^"\\]|\\.)*"\}$/.exec(payload)?.[1];
  if (hash === undefined || sequence === undefined) return null;
  return { kind: "entry", entry: { sequence: Number(sequence), payload, hash } };
}

function parseCheckpointLine(line: string): ReadRecord | null {
  const value = parseCanonicalObject(line);
  const note = value?.["note"];
  if (value === null || typeof note !== "string" || value["kind"] !== "checkpoint") return null;
  if (Object.keys(value).length !== 2) return null;
  const checkpoint: StoredLedgerCheckpoint = { sequence: parseCheckpoint(note)?.sequence ?? 0, note };
  return { kind: "checkpoint", checkpoint };
}

/** Lines without their line feed; null for one that is too long, not UTF-8, or not ended, which is then the last. */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string | null> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = "";
  for await (const chunk of chunks) {
    const text = decodeOrNull(() => decoder.decode(chunk, { stream: true }));
    if (text === null) return yield null;
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.length > LINE_LENGTH_MAX ? null : line;
    if (rest.length > LINE_LENGTH_MAX) return yield null;
  }
  if (decodeOrNull(() => decoder.decode()) === null || rest !== "") yield null;
}

function decodeOrNull(decode: () => string): string | null {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}
