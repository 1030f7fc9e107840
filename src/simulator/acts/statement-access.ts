import { type Refusal, type SecurableType, securableKey } from "../account/account.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import type { ActOf, SecurableRef } from "./act.ts";
import type { ObjectRefusal } from "./act-memory.ts";
import { callerIdOf } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";
import { knownTable } from "./known-table.ts";

const READ_PRIVILEGES: Readonly<Partial<Record<SecurableType, string>>> = {
  table: "SELECT",
  volume: "READ_VOLUME",
  function: "EXECUTE",
};
const WRITE_PRIVILEGES: Readonly<Partial<Record<SecurableType, string>>> = {
  table: "MODIFY",
  volume: "WRITE_VOLUME",
};

type StatementSubject = Pick<ActOf<"statement">, "reads" | "writes"> & Parameters<typeof callerIdOf>[1];

/**
 * What stands in the way of a statement: the caller's rights on what its text names, then the rights of the owners of
 * its views on what these read. Null when nothing does. information_schema needs no right.
 *
 * Cost: one look-up for each object while the account stands still.
 */
export function refuseStatement(context: ActContext, act: StatementSubject): ObjectRefusal | null {
  const callerId = callerIdOf(context, act);
  if (callerId === null) return null;
  const asker = { callerId, workspaceId: act.workspaceId };
  for (const object of act.reads) {
    const refusal = refuseRead(context, asker, object);
    if (refusal !== null) return { refusal, object, operation: "READ" };
  }
  if (act.writes === null) return null;
  const refusal = refuseWrite(context, asker, act.writes);
  return refusal === null ? null : { refusal, object: act.writes, operation: "READ_WRITE" };
}

interface Asker {
  /** Numeric id. */
  readonly callerId: string;
  readonly workspaceId: string | null;
  /** Asked for the owner of a view that somebody else reads. */
  readonly isDefiner?: boolean;
}

function refuseRead(context: ActContext, asker: Asker, object: SecurableRef): Refusal | null {
  const privilege = READ_PRIVILEGES[object.type];
  if (privilege === undefined) return null;
  const table = object.type === "table" ? knownTable(context, object.name) : null;
  if (table?.isInformationSchema === true) return null;
  const refusal = refusePrivilege(context, asker, { securable: object, privilege });
  if (refusal !== null || table === null) return refusal;
  for (const reached of table.reached) {
    const needed = { securable: reached, privilege: READ_PRIVILEGES[reached.type] ?? "SELECT" };
    const definer = { callerId: reached.definer, workspaceId: asker.workspaceId, isDefiner: true };
    const definerRefusal = refusePrivilege(context, definer, needed);
    if (definerRefusal !== null) return definerRefusal;
  }
  return null;
}

/** A table that is not there yet is created by the statement. */
function refuseWrite(context: ActContext, asker: Asker, object: SecurableRef): Refusal | null {
  const privilege = WRITE_PRIVILEGES[object.type];
  if (privilege === undefined) return null;
  if (context.account.securables.has(securableKey(object.type, object.name)))
    return refusePrivilege(context, asker, { securable: object, privilege });
  const schema = object.name.slice(0, object.name.lastIndexOf("."));
  return refusePrivilege(context, asker, {
    securable: { type: "schema", name: schema },
    privilege: object.type === "table" ? "CREATE_TABLE" : "CREATE_VOLUME",
  });
}

function refusePrivilege(
  context: ActContext,
  asker: Asker,
  needed: { readonly securable: SecurableRef; readonly privilege: string },
): Refusal | null {
  return checkPrivilege(context.account, {
    principalId: asker.callerId,
    workspaceId: asker.workspaceId,
    securable: needed.securable,
    privilege: needed.privilege,
    isDefiner: asker.isDefiner ?? false,
  });
}
