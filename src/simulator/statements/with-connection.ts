import type { DuckDBConnection } from "@duckdb/node-api";
import type { SimulatorDatabase } from "../simulator-database.ts";
import { refusalOf, stopIfCanceled } from "./refuse.ts";
import { refuseExecution } from "./refuse-execution.ts";

/** An interrupt between two queries of one statement is lost on the database, so it is repeated. */
const INTERRUPT_INTERVAL_MS = 20;

/**
 * Runs work on a connection of its own that an abort interrupts.
 * @throws a refusal: what the database says in Databricks' words, or that the statement was canceled.
 */
export async function withConnection<Result>(
  database: Pick<SimulatorDatabase, "connect">,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await database.connect();
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    timer ??= setInterval(() => connection.interrupt(), INTERRUPT_INTERVAL_MS);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    stopIfCanceled(signal);
    return await work(connection);
  } catch (error) {
    stopIfCanceled(signal);
    if (refusalOf(error) !== null) throw error;
    return refuseExecution(error);
  } finally {
    signal.removeEventListener("abort", interrupt);
    clearInterval(timer);
    connection.closeSync();
  }
}
