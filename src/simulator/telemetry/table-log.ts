import type { Account } from "../account/account.ts";
import { type ColumnBuffer, openColumnBuffer } from "./column-buffer.ts";
import { type CompactTable, KEPT_COLUMNS } from "./define-compact-table.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { afterOutages, type DeliveryOutage, type Latency, latencyMs } from "./latency.ts";
import type { RowDraws } from "./row-draws.ts";

/** What a table needs to turn a logged row into flat columns. */
export interface LogTools {
  readonly account: Account;
  readonly words: Dictionaries;
  readonly draws: RowDraws;
}

/** The rows of one system table on their way to DuckDB. */
export interface TableLog<Column extends string> {
  readonly tools: LogTools;
  /** Takes the number of the next row: what is drawn for it, and its id, follow from it. */
  nextSeq(): number;
  /** Uniform in [0, 1) for a row and a purpose. */
  draw(seq: number, purpose: Purpose): number;
  /** Moment at which a row of `at` becomes visible. */
  visibleAt(seq: number, at: number): number;
  /** Adds a row; the same number twice is the same row delivered twice. */
  add(seq: number, visibleAt: number, row: Readonly<Record<Column, number | string>>): void;
  readonly buffer: ColumnBuffer<Column>;
  /** Rows added so far, those among them that were written to DuckDB too. */
  rowCount(): number;
}

/** Salt of the draw for each purpose. */
const PURPOSES = {
  isLate: 1,
  howLate: 2,
  isDuplicate: 3,
  whenAgain: 4,
  flaw: 5,
  flawDetail: 6,
  secondFlaw: 7,
  spelling: 8,
  amount: 9,
} as const;
type Purpose = keyof typeof PURPOSES;

/** Each table draws from purposes of its own, so that row 7 of one is not late because row 7 of another is. */
const PURPOSES_PER_TABLE = 16;

export function openTableLog<Column extends string>(
  table: CompactTable<Column>,
  options: { readonly tools: LogTools; readonly latency: Latency; readonly place: number },
): TableLog<Column> {
  const { tools, latency, place } = options;
  const buffer = openColumnBuffer(table.columns, KEPT_COLUMNS);
  let seqCount = 0;
  let rowCount = 0;
  const draw = (seq: number, purpose: Purpose): number =>
    tools.draws.uniform(seq, place * PURPOSES_PER_TABLE + PURPOSES[purpose]);
  const outages = outagesOf(tools.account, table.source.table);
  return {
    tools,
    buffer,
    nextSeq: () => seqCount++,
    draw,
    visibleAt(seq, at) {
      const visibleAt = at + latencyMs(latency, draw(seq, "isLate"), draw(seq, "howLate"));
      const held = outages();
      return held.length === 0 ? visibleAt : afterOutages(held, { at, visibleAt });
    },
    add(seq, visibleAt, row) {
      rowCount++;
      buffer.add(row, seq, visibleAt);
    },
    rowCount: () => rowCount,
  };
}

/** The outages of a table so far. They are only ever added to the account, so their number tells whether they changed. */
function outagesOf(account: Account, table: string): () => readonly DeliveryOutage[] {
  let knownCount = 0;
  let outages: readonly DeliveryOutage[] = [];
  return () => {
    if (account.disturbances.size !== knownCount) {
      knownCount = account.disturbances.size;
      outages = [...account.disturbances].filter(
        (each): each is DeliveryOutage => each.kind === "delivery_outage" && each.table === table,
      );
    }
    return outages;
  };
}

/** Adds a row as `add` does, and in a share of cases once more, as it comes when a window is delivered again. */
export function addDelivered<Column extends string>(
  log: TableLog<Column>,
  at: number,
  delivery: {
    readonly seq: number;
    readonly row: Readonly<Record<Column, number | string>>;
    readonly duplicateRatio: number;
    readonly duplicateDelayMsMax: number;
  },
): void {
  const { seq, row } = delivery;
  const visibleAt = log.visibleAt(seq, at);
  log.add(seq, visibleAt, row);
  if (log.draw(seq, "isDuplicate") >= delivery.duplicateRatio) return;
  log.add(seq, visibleAt + Math.floor(log.draw(seq, "whenAgain") * delivery.duplicateDelayMsMax), row);
}
