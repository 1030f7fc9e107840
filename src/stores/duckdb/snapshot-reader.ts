import type { DuckDBInstance } from "@duckdb/node-api";
import { GatehouseError, invariant } from "../../domain/gatehouse-error.ts";
import type { StoreReader } from "../../ports/store.ts";
import { sql } from "../../sql/sql.ts";
import { createDuckdbSession, type DuckdbSession } from "./duckdb-session.ts";
import { readTables } from "./read-tables.ts";

/** Readers of committed state, each answer from one snapshot, however long it is read and whatever is written meanwhile. */
export interface SnapshotReader extends StoreReader {
  /** Ends the reads that are under way; their next row fails with BUG. */
  close(): Promise<void>;
}

export function createSnapshotReader(instance: DuckDBInstance): SnapshotReader {
  const sessions = new Set<DuckdbSession>();
  let isClosed = false;

  async function openSnapshot(): Promise<DuckdbSession> {
    invariant(!isClosed, "the store is closed");
    const session = createDuckdbSession(await connect(instance));
    sessions.add(session);
    await session.change("begin to read", sql`BEGIN TRANSACTION READ ONLY`);
    return session;
  }

  async function closeSnapshot(session: DuckdbSession): Promise<void> {
    // Closing the connection ends its transaction, which has nothing to commit.
    await session.close();
    sessions.delete(session);
  }

  async function once<Result>(ask: (reader: StoreReader) => Promise<Result>): Promise<Result> {
    const session = await openSnapshot();
    try {
      return await ask(readTables(session));
    } finally {
      await closeSnapshot(session);
    }
  }

  async function* each<Item>(ask: (reader: StoreReader) => AsyncIterable<Item>): AsyncGenerator<Item> {
    const session = await openSnapshot();
    try {
      yield* ask(readTables(session));
    } finally {
      await closeSnapshot(session);
    }
  }

  return {
    ledgerRecords: (fromSequence) => each((reader) => reader.ledgerRecords(fromSequence)),
    lastLedgerEntry: () => once((reader) => reader.lastLedgerEntry()),
    lastLedgerCheckpoint: () => once((reader) => reader.lastLedgerCheckpoint()),
    ledgerVerifierKey: () => once((reader) => reader.ledgerVerifierKey()),
    trustedObservations: (filter) => each((reader) => reader.trustedObservations(filter)),
    checkpointBefore: (key) => once((reader) => reader.checkpointBefore(key)),
    documents: (kind) => each((reader) => reader.documents(kind)),
    close: async () => {
      isClosed = true;
      await Promise.all([...sessions].map(closeSnapshot));
    },
  };
}

/** A connection of the store. @throws STORE_FAILED */
export async function connect(instance: DuckDBInstance) {
  try {
    return await instance.connect();
  } catch (cause) {
    throw new GatehouseError("STORE_FAILED", { message: "the store failed to connect", cause });
  }
}
