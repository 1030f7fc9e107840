import type { FunctionUse } from "../account/account.ts";
import type { SecurableRef } from "../acts/act.ts";
import type { SecurableName } from "../databricks-sql/statement.ts";
import { findSecurable, fullName, securableTypeOf } from "./statement-session.ts";
import type { StatementWork } from "./statement-work.ts";

/** The securable that a statement names. @throws a refusal for a kind that there is none of. */
export function refOf(
  { session, parts }: Pick<StatementWork, "session" | "parts">,
  on: SecurableName,
): SecurableRef {
  const type = securableTypeOf(on.type);
  if (type === "metastore") return { type, name: parts.account.metastoreId };
  return { type, name: fullName(session, type, on.parts) };
}

/** A row filter or mask as a statement sets it. */
export function useOf(
  work: StatementWork,
  functionName: readonly string[],
  columns: readonly string[],
): FunctionUse {
  return {
    functionName: fullName(work.session, "function", functionName),
    columns: columns.map((column) => column.toLowerCase()),
  };
}

/** Whether IF NOT EXISTS has nothing to do. */
export function isThere(
  work: StatementWork,
  { type, name }: SecurableRef,
  { ifNotExists }: { readonly ifNotExists: boolean },
): boolean {
  return ifNotExists && findSecurable(work.parts.account, type, name) !== undefined;
}
