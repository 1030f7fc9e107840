import { createHash } from "node:crypto";
import type { EpochMs } from "../../domain/units.ts";
import type { Account, SecurableDetail, SecurableType, SimulatedSecurable } from "./account.ts";
import { principalName, securableKey } from "./account.ts";
import { touchAccount } from "./account-caches.ts";

/** A securable to be added. What is left out: an id that follows from the name, no comment, no tags, open to all workspaces. */
export interface SecurableInput {
  readonly type: SecurableType;
  /** Full name, in any case. */
  readonly name: string;
  /** Numeric id. */
  readonly owner: string;
  readonly createdAt: EpochMs;
  /** Name of who made it; left out: the owner. */
  readonly createdBy?: string;
  readonly uuid?: string;
  readonly detail?: SecurableDetail;
  readonly comment?: string | null;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly isolationMode?: "OPEN" | "ISOLATED";
}

/** Adds a securable, as an act or the building of a world asks. Checks nothing, replaces one of the same name. */
export function addSecurable(account: Account, input: SecurableInput): SimulatedSecurable {
  const name = input.name.toLowerCase();
  const createdBy = input.createdBy ?? nameOf(account, input.owner);
  const securable: SimulatedSecurable = {
    type: input.type,
    name,
    uuid: input.uuid ?? uuidOf(`${account.metastoreId} ${account.nextId} ${input.type} ${name}`),
    owner: input.owner,
    createdAt: input.createdAt,
    createdBy,
    updatedAt: input.createdAt,
    updatedBy: createdBy,
    comment: input.comment ?? null,
    grants: new Map(),
    tags: new Map(Object.entries(input.tags ?? {})),
    policies: new Map(),
    isolationMode: input.isolationMode ?? (BINDABLE.has(input.type) ? "OPEN" : null),
    bindings: new Map(),
    properties: new Map(Object.entries(input.properties ?? {})),
    detail: input.detail ?? plainDetail(input.type),
  };
  account.nextId += 1;
  account.securables.set(securableKey(input.type, name), securable);
  touchAccount(account, "rights");
  return securable;
}

/** What can be bound to workspaces. Source: Databricks documentation, "Workspace bindings". */
const BINDABLE: ReadonlySet<SecurableType> = new Set<SecurableType>([
  "catalog",
  "external_location",
  "storage_credential",
  "credential",
]);

function plainDetail(type: SecurableType): SecurableDetail {
  switch (type) {
    case "catalog":
      return { kind: "catalog", catalogType: "MANAGED_CATALOG" };
    case "table":
      return {
        kind: "table",
        tableType: "MANAGED",
        columns: [],
        rowFilter: null,
        viewText: null,
        viewDependencies: [],
        hasRows: false,
        rowCount: 0,
      };
    case "function":
      return { kind: "function", parameters: [], returnType: "string", body: null, isModel: false };
    case "volume":
      return { kind: "volume", volumeType: "MANAGED" };
    case "share":
      return { kind: "share", objects: new Set() };
    case "metastore":
    case "schema":
    case "external_location":
    case "storage_credential":
    case "credential":
    case "connection":
    case "recipient":
    case "provider":
      return { kind: "none" };
  }
}

function nameOf(account: Account, principalId: string): string {
  const principal = account.principals.get(principalId);
  return principal === undefined ? "System user" : principalName(principal);
}

/** A version 4 UUID in form, whose digits are those of a hash: equal words give equal ids. */
function uuidOf(words: string): string {
  const hex = createHash("sha256").update(words).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
