import { openDatabricksClient } from "../../src/databricks/open-databricks-client.ts";
import type { RawTable } from "../../src/domain/raw-table.ts";
import { epochMs } from "../../src/domain/units.ts";
import {
  type DatabricksEngine,
  openDatabricksEngine,
} from "../../src/engines/databricks/open-databricks-engine.ts";
import type { RecordedServer } from "./recorded-server.ts";
import {
  answerStatements,
  type ChunkFault,
  type StatementAnswer,
  type StatementError,
  type Submitted,
} from "./statement-answers.ts";
import { openVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** The account's time when an engine is opened. */
export const START_MS = Date.UTC(2026, 2, 14);
const never = new AbortController().signal;

export interface Opening {
  readonly tables?: readonly RawTable[];
  readonly watched?: { readonly profileTable: string; readonly tables: readonly string[] };
  readonly nextFault?: () => ChunkFault;
  readonly onCancel?: (statementId: string) => void;
  answerOf(submitted: Submitted): StatementAnswer | StatementError;
}

export interface RecordedEngine extends DatabricksEngine {
  readonly clock: VirtualClock;
  /** Statements so far. */
  readonly submissions: readonly Submitted[];
}

/** The real engine and client over a server that answers statements as it is told, in time that passes only by waiting. */
export async function openRecordedEngine(server: RecordedServer, opening: Opening): Promise<RecordedEngine> {
  const clock = openVirtualClock(START_MS);
  const submissions = answerStatements(server, { ...opening, nowMs: () => clock.nowMs() });
  const client = openDatabricksClient({
    host: server.url,
    credential: { kind: "token", token: "dapi-1" },
    workspaceId: null,
    accountId: null,
    version: "0",
    clock,
    random: () => 0,
    readCountPerSecond: 1_000,
  });
  const databricks = await openDatabricksEngine({
    client,
    warehouseId: "w1",
    tables: opening.tables ?? [],
    span: { since: epochMs(START_MS), until: null },
    watched: opening.watched ?? null,
    signal: never,
  });
  return { ...databricks, clock, submissions };
}
