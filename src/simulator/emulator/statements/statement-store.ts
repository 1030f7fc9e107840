import type { Refusal } from "../../account/account.ts";
import type { SimulatorDatabase } from "../../simulator-database.ts";
import type {
  RowsResult,
  StatementRequest,
  StatementResult,
  StatementRunner,
} from "../../statements/statement-runner.ts";
import { cutToBytes, inlineProblem } from "./result-size.ts";
import type { Disposition, ResultFormat } from "./statement-request.ts";

/** A statement that was sent, until its results are forgotten. */
export interface SentStatement {
  readonly id: string;
  /** Numeric id of the principal that sent it. */
  readonly owner: string;
  readonly disposition: Disposition;
  readonly format: ResultFormat;
  readonly byteLimit: number | null;
  readonly abort: AbortController;
  /** Settles when the statement has ended, whatever came of it. */
  readonly ended: Promise<void>;
  state: StatementState;
}

export type StatementState =
  | { readonly kind: "RUNNING" }
  | { readonly kind: "SUCCEEDED"; readonly result: RowsResult; readonly endedAt: number }
  | { readonly kind: "FAILED"; readonly refusal: Refusal; readonly endedAt: number }
  | { readonly kind: "CANCELED"; readonly endedAt: number }
  | { readonly kind: "CLOSED"; readonly endedAt: number };

export interface StatementStore {
  start(
    request: Omit<StatementRequest, "signal">,
    how: Pick<SentStatement, "disposition" | "format" | "byteLimit">,
    onResult: (result: RowsResult) => void,
  ): SentStatement;
  /** Null when it is unknown, of somebody else, or its results were forgotten. */
  find(owner: string, id: string): SentStatement | null;
  close(statement: SentStatement): Promise<void>;
  /** Cancels what runs, and waits until it has ended. */
  stop(): Promise<void>;
}

/** Ends and results can be asked for this long. Source: Databricks REST reference, Statement Execution. */
const RESULT_LIFE_MS = 60 * 60_000;

export function openStatementStore(
  runner: StatementRunner,
  database: SimulatorDatabase,
  wallClock: () => number,
): StatementStore {
  const statements = new Map<string, SentStatement>();

  async function forgetOld(): Promise<void> {
    const now = wallClock();
    for (const statement of statements.values()) {
      const { state } = statement;
      if (!isForgotten(state, now)) continue;
      statements.delete(statement.id);
      if (state.kind === "SUCCEEDED") await state.result.drop();
    }
  }

  return {
    start(request, how, onResult) {
      const abort = new AbortController();
      let settle: () => void = () => {};
      const ended = new Promise<void>((resolve) => {
        settle = resolve;
      });
      const statement: SentStatement = {
        ...how,
        id: request.statementId,
        owner: request.caller.principalId,
        abort,
        ended,
        state: { kind: "RUNNING" },
      };
      statements.set(statement.id, statement);
      void runner
        .run({ ...request, signal: abort.signal })
        .then(async (result) => {
          if (result.kind === "rows") onResult(result);
          statement.state = await stateOf(database, statement, { result, now: wallClock() });
        })
        .catch((error: unknown) => {
          statement.state = { kind: "FAILED", refusal: internalError(error), endedAt: wallClock() };
        })
        .finally(settle);
      void forgetOld();
      return statement;
    },
    find(owner, id) {
      const statement = statements.get(id);
      return statement?.owner === owner && !isForgotten(statement.state, wallClock()) ? statement : null;
    },
    async close(statement) {
      statement.abort.abort();
      await statement.ended;
      const { state } = statement;
      statement.state = { kind: "CLOSED", endedAt: wallClock() };
      if (state.kind === "SUCCEEDED") await state.result.drop();
    },
    async stop() {
      const running = [...statements.values()].filter(({ state }) => state.kind === "RUNNING");
      for (const { abort } of running) abort.abort();
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
}

function isForgotten(state: StatementState, now: number): boolean {
  return state.kind !== "RUNNING" && now - state.endedAt >= RESULT_LIFE_MS;
}

async function stateOf(
  database: SimulatorDatabase,
  statement: SentStatement,
  { result, now }: { readonly result: StatementResult; readonly now: number },
): Promise<StatementState> {
  if (result.kind === "refused") return { kind: "FAILED", refusal: result.refusal, endedAt: now };
  if (result.kind === "canceled") return { kind: "CANCELED", endedAt: now };
  const cut = statement.byteLimit === null ? result : await cutToBytes(database, result, statement.byteLimit);
  const problem = statement.disposition === "INLINE" ? await inlineProblem(database, cut) : null;
  if (problem === null) return { kind: "SUCCEEDED", result: cut, endedAt: now };
  await cut.drop();
  const refusal = { status: 400, code: "BAD_REQUEST", message: problem, sqlState: null };
  return { kind: "FAILED", refusal, endedAt: now };
}

/** A mistake of the emulator itself is told as Databricks tells its own, with the text for whoever looks into it. */
function internalError(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, code: "INTERNAL_ERROR", message: `[INTERNAL_ERROR] ${message}`, sqlState: "XX000" };
}
