import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { LedgerAnchors, LedgerReport } from "../services/verify-ledger.ts";
import { openStore } from "./open-store.ts";

/** First byte of an exported ledger: its header is a JSON object. */
const OBJECT_START = "{".charCodeAt(0);

/** Verifies a store or an exported ledger. */
export async function verifyLedgerAt(path: string, anchors: LedgerAnchors): Promise<LedgerReport> {
  const { verifyLedger } = await import("../services/verify-ledger.ts");
  if ((await firstByte(path)) === OBJECT_START) {
    return verifyLedger({ kind: "file", chunks: createReadStream(path) }, anchors);
  }
  const store = await openStore(path);
  try {
    return await verifyLedger({ kind: "store", store }, anchors);
  } finally {
    await store.close();
  }
}

/** Also keeps a store from being made where a path was mistyped. @throws LEDGER_UNREADABLE. */
async function firstByte(path: string): Promise<number | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(1), 0, 1, 0);
      return bytesRead === 0 ? undefined : buffer[0];
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new GatehouseError("LEDGER_UNREADABLE", { message: `\`${path}\` cannot be opened`, cause });
  }
}

export async function* exportLedgerOf(storePath: string): AsyncGenerator<string> {
  const { exportLedger } = await import("../services/export-ledger.ts");
  await firstByte(storePath);
  const store = await openStore(storePath);
  try {
    yield* exportLedger(store);
  } finally {
    await store.close();
  }
}
