import type { SimulatedSecurable } from "../account/account.ts";
import { canSee } from "../account/can-see.ts";
import { refuse } from "./refuse.ts";
import { findSecurable, fullName, quoted } from "./statement-session.ts";
import type { StatementWork } from "./statement-work.ts";

/** Securables of a type that the session's user sees, by name. */
export function visibleSecurables(
  work: StatementWork,
  type: "catalog" | "schema" | "table" | "function",
): readonly SimulatedSecurable[] {
  const { account } = work.parts;
  return [...account.securables.values()]
    .filter(
      (securable) =>
        securable.type === type &&
        canSee(account, work.session.principalId, securable, work.session.workspaceId),
    )
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** @throws a refusal when the table is not there, or not for this user's eyes: both look the same. */
export function seenTable(work: StatementWork, parts: readonly string[]): SimulatedSecurable {
  const { account } = work.parts;
  const table = findSecurable(account, "table", fullName(work.session, "table", parts));
  if (table === undefined || !canSee(account, work.session.principalId, table, work.session.workspaceId))
    return refuse(
      "TABLE_OR_VIEW_NOT_FOUND",
      `The table or view ${quoted(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
      "42P01",
    );
  return table;
}
