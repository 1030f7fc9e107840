import { realpathSync } from "node:fs";
import { chmod, stat } from "node:fs/promises";
import { totalmem } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { LedgerSigner, Store } from "../../ports/store.ts";
import { createPassingSigner, openKeyFile } from "../key-file.ts";
import { createDuckdbSession } from "./duckdb-session.ts";
import { ledgerVerifierKey } from "./ledger-table.ts";
import { migrateSchema } from "./migrate-schema.ts";
import { prepareArrivals } from "./observation-table.ts";
import { connect, createSnapshotReader } from "./snapshot-reader.ts";
import { createTransactionQueue } from "./transaction-queue.ts";

const MEMORY_PATH = ":memory:";
const MEBIBYTE_BYTES = 1_048_576;
/** Part of the machine's memory for the store; the engine beside it reads telemetry and needs more. */
const MEMORY_SHARE = 0.25;
/** Who may see what is in a store, and its owner only. */
const OWNER_ONLY_MODE = 0o600;

/**
 * Stores that this process has open. The lock of the file keeps other processes out, but not a second opening here,
 * which would write over the first.
 */
const openPaths = new Set<string>();

export interface DuckdbStoreOptions {
  /** File of the store, made when there is none (its folder is not), or ":memory:". The signing key lies in `<path>.key`. */
  readonly path: string;
  /** Memory that DuckDB may use before it spills beside the file; a quarter of the machine's when absent. */
  readonly memoryLimitMib?: number;
}

/**
 * Opens a store in one DuckDB file, and brings an older one up to date. What a transaction has acknowledged survives
 * the death of the process (tested by `kill -9`); the loss of power is left to the file system.
 *
 * @throws STORE_LOCKED when another process, or this one, has it open. @throws STORE_UNREADABLE when the file cannot be
 * opened, is not a store, or was written by a newer Gatehouse.
 * Cost: about 50 ms; more when a killed process left a log to replay.
 */
export async function openDuckdbStore(options: DuckdbStoreOptions): Promise<Store> {
  const path = options.path === MEMORY_PATH ? MEMORY_PATH : canonicalPath(options.path);
  if (openPaths.has(path)) throw locked(options.path);
  if (path !== MEMORY_PATH) openPaths.add(path);
  try {
    const instance = await openInstance(path, options);
    return await openStore(instance, path);
  } catch (error) {
    openPaths.delete(path);
    throw error;
  }
}

async function openStore(instance: DuckDBInstance, path: string): Promise<Store> {
  const writer = createDuckdbSession(await connect(instance));
  const closeAll = async (): Promise<void> => {
    await writer.close();
    instance.closeSync();
  };
  try {
    await migrateSchema(writer);
    await prepareArrivals(writer);
  } catch (error) {
    await closeAll();
    throw error;
  }
  let signer: Promise<LedgerSigner> | null = null;
  const openSigner = async (): Promise<LedgerSigner> => {
    if (path === MEMORY_PATH) return createPassingSigner();
    const isUnsigned = (await ledgerVerifierKey(writer)) === null;
    return openKeyFile({ path: `${path}.key`, mayCreate: isUnsigned });
  };
  const ledgerSigner = async (): Promise<LedgerSigner> => {
    signer ??= openSigner();
    try {
      return await signer;
    } catch (error) {
      // Asked again after the operator has mended the file.
      signer = null;
      throw error;
    }
  };
  const { close: closeReader, ...reader } = createSnapshotReader(instance);
  const queue = createTransactionQueue(writer, ledgerSigner);
  let closing: Promise<void> | null = null;
  const closeOnce = async (): Promise<void> => {
    await queue.close();
    await closeReader();
    await closeAll();
    openPaths.delete(path);
  };
  return {
    ...reader,
    transaction: queue.transaction,
    close: () => {
      closing ??= closeOnce();
      return closing;
    },
  };
}

async function openInstance(path: string, options: DuckdbStoreOptions): Promise<DuckDBInstance> {
  const limitMib = options.memoryLimitMib ?? Math.ceil((totalmem() * MEMORY_SHARE) / MEBIBYTE_BYTES);
  try {
    const isNew = path !== MEMORY_PATH && (await isAbsent(path));
    const instance = await DuckDBInstance.create(path, {
      memory_limit: `${limitMib}MiB`,
      // Set before file access ends, which freezes it. In memory there is no place to spill.
      temp_directory: path === MEMORY_PATH ? "" : `${path}.tmp`,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      enable_external_access: "false",
      lock_configuration: "true",
    });
    if (isNew) await chmod(path, OWNER_ONLY_MODE);
    return instance;
  } catch (cause) {
    if (cause instanceof Error && /could not set lock|used by another process/i.test(cause.message))
      throw locked(options.path, cause);
    throw new GatehouseError("STORE_UNREADABLE", {
      message: `the store \`${options.path}\` cannot be opened`,
      cause,
    });
  }
}

async function isAbsent(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return true;
    throw error;
  }
}

/** The path by which one file is known whatever the links to it; a file that is not there yet goes by its folder. */
function canonicalPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    try {
      return join(realpathSync(dirname(absolute)), basename(absolute));
    } catch {
      // Opening says what is wrong with it.
      return absolute;
    }
  }
}

function locked(path: string, cause?: unknown): GatehouseError {
  return new GatehouseError("STORE_LOCKED", { message: `the store \`${path}\` is already open`, cause });
}
