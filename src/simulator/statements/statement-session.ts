import type { Account, Refusal, SecurableType, SimulatedSecurable } from "../account/account.ts";
import { principalName, securableKey } from "../account/account.ts";
import { principalMissing } from "../account/account-refusals.ts";
import { refuse } from "./refuse.ts";
import type { StatementRequest } from "./statement-runner.ts";

/** Where names of one statement are looked up, and for whom. */
export interface StatementSession {
  /** Numeric id. */
  readonly principalId: string;
  /** E-mail or application id. */
  readonly user: string;
  readonly workspaceId: string;
  readonly catalog: string;
  readonly schema: string;
}

/** Catalog and schema where a session starts that names none. */
export const DEFAULT_SCHEMA = "default";

/** Refused for a principal that is gone. */
export function sessionOf(
  account: Account,
  request: StatementRequest,
): StatementSession | { readonly refusal: Refusal } {
  const { caller } = request;
  const principal = account.principals.get(caller.principalId);
  if (principal === undefined) return { refusal: principalMissing(caller.principalId) };
  return {
    principalId: principal.id,
    user: principalName(principal),
    workspaceId: caller.workspaceId,
    catalog: (request.catalog ?? defaultCatalog(account)).toLowerCase(),
    schema: (request.schema ?? DEFAULT_SCHEMA).toLowerCase(),
  };
}

function defaultCatalog(account: Account): string {
  const names = [...account.securables.values()]
    .filter((securable) => securable.type === "catalog" && securable.name !== "system")
    .map((securable) => securable.name);
  return names.includes("main") ? "main" : (names.sort()[0] ?? "main");
}

/** How many parts the full name of each kind has. */
const PART_COUNTS: Readonly<Partial<Record<SecurableType, number>>> = {
  schema: 2,
  table: 3,
  volume: 3,
  function: 3,
};

/** Full name in lower case of what a statement names in one to three parts. */
export function fullName(
  session: Pick<StatementSession, "catalog" | "schema">,
  type: SecurableType,
  parts: readonly string[],
): string {
  const partCount = PART_COUNTS[type] ?? 1;
  if (parts.length > partCount || parts.some((part) => part === ""))
    return refuse(
      "REQUIRES_SINGLE_PART_NAMESPACE",
      `The name ${quoted(parts)} has ${parts.length} parts; at most ${partCount} are possible.`,
      "42K05",
    );
  const context = partCount === 2 ? [session.catalog] : [session.catalog, session.schema];
  return [...context.slice(0, partCount - parts.length), ...parts].join(".").toLowerCase();
}

export function quoted(parts: readonly string[]): string {
  return parts.map((part) => `\`${part.replaceAll("`", "``")}\``).join(".");
}

export function findSecurable(
  account: Account,
  type: SecurableType,
  name: string,
): SimulatedSecurable | undefined {
  return account.securables.get(securableKey(type, name));
}

/** The kinds of securables that a statement names, in the metastore's words. */
const TYPES: Readonly<Record<string, SecurableType>> = {
  METASTORE: "metastore",
  CATALOG: "catalog",
  SCHEMA: "schema",
  DATABASE: "schema",
  TABLE: "table",
  VIEW: "table",
  MATERIALIZED_VIEW: "table",
  VOLUME: "volume",
  FUNCTION: "function",
  PROCEDURE: "function",
  MODEL: "function",
  EXTERNAL_LOCATION: "external_location",
  STORAGE_CREDENTIAL: "storage_credential",
  CREDENTIAL: "storage_credential",
  SERVICE_CREDENTIAL: "credential",
  CONNECTION: "connection",
  SHARE: "share",
  RECIPIENT: "recipient",
  PROVIDER: "provider",
};

/** @throws a refusal for a kind that the metastore does not have. */
export function securableTypeOf(word: string): SecurableType {
  return (
    TYPES[word] ??
    refuse(
      "UNSUPPORTED_FEATURE.SECURABLE_TYPE",
      `Securables of type ${word} are not supported here.`,
      "0A000",
    )
  );
}
