import type { RenderedStatement, RenderScope } from "../databricks-sql/databricks-sql.ts";
import type { References, SqlRefusal } from "../databricks-sql/statement.ts";
import { checkReferences, queryScope, type ScopeParts } from "./query-scope.ts";
import { refuseText, stopIfCanceled } from "./refuse.ts";
import { dropNeeds, meetNeeds, noNeeds } from "./scope-needs.ts";
import type { StatementWork } from "./statement-work.ts";

/** A text with names, on its way to the database. */
interface ScopedText<Text, Result> {
  /** What it names, before anything is expanded: the rights of the session's user are checked on these. */
  readonly references: References;
  /** Writes it as DuckDB text, in whatever shape `run` needs. */
  render(scope: RenderScope, parts: ScopeParts): Text;
  run(text: Text): Promise<Result>;
}

/**
 * Checks rights on what a text names, writes it as DuckDB text, brings what it reads up to date, and runs it.
 * @throws a refusal.
 */
export async function runInScope<Text, Result>(
  work: StatementWork,
  { references, render, run }: ScopedText<Text, Result>,
): Promise<Result> {
  const { parts, session, measured, request } = work;
  const scope: ScopeParts = { parts, session, measured, needs: noNeeds() };
  checkReferences(scope, session, references);
  const text = render(queryScope(scope), scope);
  try {
    await meetNeeds(parts, scope.needs, request.signal);
    stopIfCanceled(request.signal);
    return await run(text);
  } finally {
    await dropNeeds(parts, scope.needs);
  }
}

/** @throws the refusal when there is no text. */
export function textOrRefuse(rendered: RenderedStatement | { readonly refusal: SqlRefusal }): string {
  return "refusal" in rendered ? refuseText(rendered.refusal) : rendered.text;
}
