import type { DurationMs } from "../../domain/units.ts";
import type { Sql } from "../../sql/sql.ts";
import type { KnownRelations } from "./known-relations.ts";
import type { Operation, OperationLimits } from "./operation.ts";
import { readResult } from "./read-result.ts";
import {
  type FinishedStatement,
  runStatement,
  type StatementOptions,
  type StatementTarget,
} from "./run-statement.ts";
import { valueReader } from "./typed-value.ts";

/** What the parts of an open engine share. */
export interface Session {
  readonly target: StatementTarget;
  readonly relations: KnownRelations;
  begin(name: string, limits: OperationLimits): Operation;
}

export type SessionStatement = Pick<StatementOptions, "sql" | "rowLimit" | "disposition">;

/** Runs one statement with the relations that it reads, as a step of `operation`. */
export function runInSession(
  session: Session,
  operation: Operation,
  statement: SessionStatement,
): Promise<FinishedStatement> {
  return operation.during((signal) =>
    runStatement(session.target, {
      ...statement,
      name: operation.name,
      sql: session.relations.withRelations(statement.sql),
      signal,
    }),
  );
}

export type RawRow = Readonly<Record<string, unknown>>;

/** Rows of a finished statement as plain values by column, chunk by chunk. */
export async function* plainRows(
  session: Session,
  operation: Operation,
  statement: FinishedStatement,
): AsyncGenerator<readonly RawRow[]> {
  const columns = statement.columns.map((column) => ({ name: column.name, read: valueReader(column) }));
  for await (const chunk of readResult(session.target.client, statement, operation))
    yield chunk.map((values) =>
      Object.fromEntries(columns.map(({ name, read }, index) => [name, read(values[index] ?? null)])),
    );
}

/** Bounds of a question of the engine's own. */
export interface SessionQuery {
  readonly name: string;
  readonly sql: Sql;
  readonly timeoutMs: DurationMs;
  readonly signal: AbortSignal;
}
