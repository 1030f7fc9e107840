import { type SecurableType, type SimulatedSecurable, securableKey } from "../account/account.ts";
import { canManage, mayAlter } from "../account/can-manage.ts";
import { canSee } from "../account/can-see.ts";
import { fail, failDenied, failInvalid } from "./api-error.ts";
import type { ApiRequest } from "./api-route.ts";

/** Words in paths, in lower case, and the type they mean. */
const PATH_TYPES: Readonly<Record<string, SecurableType>> = {
  metastore: "metastore",
  catalog: "catalog",
  schema: "schema",
  table: "table",
  volume: "volume",
  function: "function",
  registered_model: "function",
  external_location: "external_location",
  storage_credential: "storage_credential",
  credential: "credential",
  connection: "connection",
  share: "share",
  recipient: "recipient",
  provider: "provider",
};

const TYPE_WORDS: Readonly<Record<SecurableType, string>> = {
  metastore: "Metastore",
  catalog: "Catalog",
  schema: "Schema",
  table: "Table",
  volume: "Volume",
  function: "Function",
  external_location: "External location",
  storage_credential: "Storage credential",
  credential: "Credential",
  connection: "Connection",
  share: "Share",
  recipient: "Recipient",
  provider: "Provider",
};

/** The type that a path or body means, in any case. @throws 400 for a word that is none. */
export function securableTypeOf(word: string): SecurableType {
  return PATH_TYPES[word.toLowerCase()] ?? failInvalid(`'${word}' is not a valid securable type.`);
}

/** The securable when it is there and the caller may see it. @throws 404 otherwise, in the same words. */
export function seenSecurable(request: ApiRequest, type: SecurableType, name: string): SimulatedSecurable {
  const securable = securableOf(request, type, name);
  const { account, caller } = request;
  if (securable === null) return failMissing(type, name);
  const isSeen =
    canSee(account, caller.principalId, securable, caller.workspaceId) || isUnboundOwn(request, securable);
  return isSeen ? securable : failMissing(type, name);
}

/** Owners and metastore administrators reach what the workspace is not bound to, in order to bind it. */
function isUnboundOwn({ account, caller }: ApiRequest, securable: SimulatedSecurable): boolean {
  if (securable.isolationMode === null) return false;
  return mayAlter(account, caller.principalId, { securable, workspaceId: caller.workspaceId });
}

/** As {@link seenSecurable}, by the two parameters of a path. */
export function seenByPath(
  request: ApiRequest,
  typeParameter: string,
  nameParameter: string,
): SimulatedSecurable {
  return seenSecurable(request, securableTypeOf(request.param(typeParameter)), request.param(nameParameter));
}

/** `credential` stands for both kinds of credentials. */
function securableOf({ account }: ApiRequest, type: SecurableType, name: string): SimulatedSecurable | null {
  const key = name.toLowerCase();
  const found = account.securables.get(securableKey(type, key));
  if (found !== undefined) return found;
  if (type !== "credential") return null;
  return account.securables.get(securableKey("storage_credential", key)) ?? null;
}

export function failMissing(type: SecurableType, name: string): never {
  const shown = name === "" ? "" : ` '${name.toLowerCase()}'`;
  return fail(404, `${type.toUpperCase()}_DOES_NOT_EXIST`, `${TYPE_WORDS[type]}${shown} does not exist.`);
}

/** Securables of a type that the caller sees from the workspace. `prefix` is the beginning of full names. */
export function seenSecurables(
  { account, caller }: ApiRequest,
  type: SecurableType,
  prefix = "",
): readonly SimulatedSecurable[] {
  return [...account.securables.values()].filter(
    (securable) =>
      securable.type === type &&
      securable.name.startsWith(prefix) &&
      canSee(account, caller.principalId, securable, caller.workspaceId),
  );
}

/** @throws 403 when the caller may not change who has access to the securable. */
export function requireManage({ account, caller }: ApiRequest, securable: SimulatedSecurable): void {
  if (!canManage(account, caller.principalId, securable, caller.workspaceId)) failNotOwner(securable);
}

/** @throws 403 when the caller may not alter the securable. */
export function requireAlter({ account, caller }: ApiRequest, securable: SimulatedSecurable): void {
  if (!mayAlter(account, caller.principalId, { securable, workspaceId: caller.workspaceId }))
    failNotOwner(securable);
}

function failNotOwner({ type, name }: SimulatedSecurable): never {
  return failDenied(`User is not an owner of ${TYPE_WORDS[type]} '${name}' and does not have MANAGE on it.`);
}
