import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { type DurationMs, durationMs } from "../../domain/units.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { joinSql, sql } from "../../sql/sql.ts";
import { isInterrupt, queryFailed } from "./query-failed.ts";
import { rendered } from "./statement.ts";

export interface DatabaseOptions {
  /** Null: in memory. */
  readonly file: string | null;
  readonly memoryLimitBytes: number;
  readonly threadCount: number;
  /** Where results larger than the memory limit spill; null: they do not. */
  readonly spillDirectory: string | null;
  /** The only directories whose files SQL may read or write. */
  readonly allowedDirectories: readonly string[];
}

/** How long one operation may run. */
export interface Limits {
  readonly timeoutMs: DurationMs;
  readonly signal: AbortSignal;
}

/** For work of our own that nobody waits for and that always ends. */
export const UNLIMITED: Limits = {
  timeoutMs: durationMs(Number.MAX_SAFE_INTEGER),
  signal: new AbortController().signal,
};

/** One connection of its own, with its own temporary tables. */
export interface Operation {
  readonly connection: DuckDBConnection;
  /**
   * Awaits work of the database. Only this time counts against the limit, not what a consumer does between batches.
   * @throws ENGINE_TIMEOUT, ENGINE_FAILED
   */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): void;
}

export interface Database {
  isOpen(): boolean;
  /** @throws ENGINE_FAILED when the database is closed. */
  begin(name: string, limits: Limits): Promise<Operation>;
  /** One piece of work on a connection that lasts as long as it. */
  run<Result>(
    name: string,
    limits: Limits,
    work: (connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result>;
  /** Interrupts what runs, waits for it and releases the file. */
  close(): Promise<void>;
}

/** An interrupt that arrives before the statement has begun is lost, so it is sent again until the statement ends. */
const INTERRUPT_INTERVAL_MS = 20;
/** Longest delay of a timer; longer limits are no limits. */
const TIMER_MS_MAX = 2_147_483_647;

/**
 * Opens a database whose sessions run in UTC, can load no extension, reach no file outside `allowedDirectories` and
 * cannot change that. @throws ENGINE_FAILED
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const instance = await openInstance(options);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function begin(name: string, limits: Limits): Promise<Operation> {
    if (closing.signal.aborted)
      throw new GatehouseError("ENGINE_FAILED", {
        message: `query \`${name}\` came after the engine was closed`,
      });
    const connection = await instance.connect();
    return operationOn(connection, { name, limits, closing: closing.signal, running });
  }

  return {
    isOpen: () => !closing.signal.aborted,
    begin,
    async run(name, limits, work) {
      const operation = await begin(name, limits);
      try {
        return await operation.during(() => work(operation.connection));
      } finally {
        operation.close();
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      instance.closeSync();
    },
  };
}

async function openInstance(options: DatabaseOptions): Promise<DuckDBInstance> {
  try {
    const instance = await DuckDBInstance.create(options.file ?? ":memory:", {
      threads: String(options.threadCount),
      memory_limit: `${options.memoryLimitBytes}B`,
      temp_directory: options.spillDirectory ?? "",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
    });
    const connection = await instance.connect();
    await connection.run(lockdown(options.allowedDirectories));
    connection.closeSync();
    return instance;
  } catch (error) {
    throw queryFailed("open", error);
  }
}

function lockdown(allowedDirectories: readonly string[]): string {
  const directories = allowedDirectories.map((path) => duckdbDialect.textLiteral(path));
  // Finding the best compression takes twice as long as reading the rows; tables here live as long as one run. Keeping
  // the order of rows holds one buffer a column for every small file: a thousand files then exhaust 2 GB.
  return rendered(sql`SET GLOBAL TimeZone = 'UTC';
    SET GLOBAL force_compression = 'uncompressed';
    SET GLOBAL preserve_insertion_order = false;
    SET GLOBAL allowed_directories = [${joinSql(directories, ", ")}];
    SET GLOBAL enable_external_access = false;
    SET GLOBAL lock_configuration = true;`).text;
}

interface OperationOptions {
  readonly name: string;
  readonly limits: Limits;
  readonly closing: AbortSignal;
  readonly running: Set<Promise<unknown>>;
}

function operationOn(connection: DuckDBConnection, options: OperationOptions): Operation {
  const { name, limits, closing, running } = options;
  let remainingMs: number = limits.timeoutMs;
  let isOpen = true;

  async function during<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now();
    const watch = watchFor(connection, { ...limits, timeoutMs: remainingMs, closing });
    const result = watch.stopReason() === null ? work() : Promise.reject(new Error("INTERRUPT"));
    running.add(result);
    try {
      return await result;
    } catch (error) {
      const reason = watch.stopReason();
      if (reason !== null && (isInterrupt(error) || !(error instanceof GatehouseError)))
        throw stopped(name, limits, reason);
      throw queryFailed(name, error);
    } finally {
      running.delete(result);
      watch.end();
      remainingMs -= performance.now() - startedMs;
    }
  }

  return {
    connection,
    during,
    close() {
      if (isOpen) connection.closeSync();
      isOpen = false;
    },
  };
}

type StopReason = "timeout" | "canceled" | "closed";

interface Watch {
  stopReason(): StopReason | null;
  end(): void;
}

function watchFor(
  connection: DuckDBConnection,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly closing: AbortSignal },
): Watch {
  let reason: StopReason | null = null;
  let interrupting: NodeJS.Timeout | null = null;
  const stop = (because: StopReason) => {
    if (reason !== null) return;
    reason = because;
    connection.interrupt();
    interrupting = setInterval(() => connection.interrupt(), INTERRUPT_INTERVAL_MS);
  };
  const cancel = () => stop("canceled");
  const shut = () => stop("closed");
  options.signal.addEventListener("abort", cancel, { once: true });
  options.closing.addEventListener("abort", shut, { once: true });
  if (options.signal.aborted) cancel();
  else if (options.closing.aborted) shut();
  else if (options.timeoutMs <= 0) stop("timeout");
  const timer = setTimeout(() => stop("timeout"), Math.min(options.timeoutMs, TIMER_MS_MAX));
  return {
    stopReason: () => reason,
    end() {
      clearTimeout(timer);
      if (interrupting !== null) clearInterval(interrupting);
      options.signal.removeEventListener("abort", cancel);
      options.closing.removeEventListener("abort", shut);
    },
  };
}

function stopped(name: string, limits: Limits, reason: StopReason): GatehouseError {
  if (reason === "timeout")
    return new GatehouseError("ENGINE_TIMEOUT", {
      message: `query \`${name}\` did not finish in ${limits.timeoutMs} ms`,
      retryable: true,
    });
  const why = reason === "canceled" ? "was canceled" : "was stopped because the engine closed";
  return new GatehouseError("ENGINE_FAILED", { message: `query \`${name}\` ${why}` });
}
