import { HOUR_MS } from "../../domain/units.ts";
import { type SimulatedSecurable, securableKey } from "../account/account.ts";
import type { ActOrigin, SecurableRef } from "./act.ts";
import { keptParams, memoryOf, type ObjectRefusal, type RequestParams } from "./act-memory.ts";
import type { ActContext } from "./define-act.ts";
import { DONE } from "./done.ts";
import { knownTable } from "./known-table.ts";
import { logAudit, metastoreParams } from "./log-audit.ts";

/** One need of compute for a credential to the files of a table or volume. */
interface CredentialUse {
  readonly object: SecurableRef;
  readonly operation: "READ" | "READ_WRITE";
  /** Warehouse or cluster. */
  readonly computeId: string;
  readonly at: number;
  /** Name of whose rights are used where they are not the actor's: the owner of a view. */
  readonly runAs: string | null;
}

const NOT_FOUND = 404;

/**
 * A credential row, unless the compute still holds one for that object and operation: it keeps them about an hour,
 * whoever asked.
 */
export function logCredential(context: ActContext, act: ActOrigin, use: CredentialUse): void {
  const byObject = memoryOf(context).credentialUntil[use.operation];
  const byCompute = byObject.get(use.object.name);
  if ((byCompute?.get(use.computeId) ?? Number.NEGATIVE_INFINITY) > use.at) return;
  if (byCompute === undefined) byObject.set(use.object.name, new Map([[use.computeId, use.at + HOUR_MS]]));
  else byCompute.set(use.computeId, use.at + HOUR_MS);
  const { action, params } = credentialRequest(context, act, use);
  logAudit(context, act, {
    service: "unityCatalog",
    action,
    isAccountLevel: true,
    params,
    runAs: use.runAs,
    at: use.at,
    outcome: DONE,
  });
}

/** The metastore's refusal: of a credential, or of a look-up for what is not there or has no files, as views. */
export function logDeniedAccess(context: ActContext, act: ActOrigin, found: ObjectRefusal): void {
  const { object, refusal, operation } = found;
  const hasFiles =
    object.type === "volume" || (object.type === "table" && !knownTable(context, object.name).isView);
  const { action, params } =
    hasFiles && refusal.status !== NOT_FOUND
      ? credentialRequest(context, act, { object, operation })
      : {
          action:
            object.type === "function" ? "getFunction" : object.type === "schema" ? "getSchema" : "getTable",
          params: tableParams(context, act.workspaceId, object.name),
        };
  logAudit(context, act, {
    service: "unityCatalog",
    action,
    isAccountLevel: true,
    params,
    outcome: { kind: "refused", refusal },
  });
}

/** Parameters of a look-up of one table or function. */
export function tableParams(context: ActContext, workspaceId: string | null, name: string): RequestParams {
  return keptParams(memoryOf(context), `table|${workspaceId}|${name}`, () => ({
    full_name_arg: name,
    include_delta_metadata: "true",
    ...metastoreParams(context, workspaceId),
  }));
}

function credentialRequest(
  context: ActContext,
  act: ActOrigin,
  use: Pick<CredentialUse, "object" | "operation">,
): { readonly action: string; readonly params: RequestParams } {
  const { object, operation } = use;
  const isVolume = object.type === "volume";
  return {
    action: isVolume ? "generateTemporaryVolumeCredential" : "generateTemporaryTableCredential",
    params: credentialParams(context, object, { operation, workspaceId: act.workspaceId }),
  };
}

function credentialParams(context: ActContext, object: SecurableRef, asked: CredentialPlace): RequestParams {
  const securable =
    object.type === "table"
      ? knownTable(context, object.name).securable
      : context.account.securables.get(securableKey(object.type, object.name));
  if (securable === null || securable === undefined)
    return objectParams(context, object, { uuid: "", asked });
  const kept = PARAMS.get(securable) ?? new Map<string, RequestParams>();
  PARAMS.set(securable, kept);
  const key = `${asked.operation}|${asked.workspaceId}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = Object.freeze(objectParams(context, object, { uuid: securable.uuid, asked }));
  kept.set(key, made);
  return made;
}

interface CredentialPlace {
  readonly operation: CredentialUse["operation"];
  readonly workspaceId: string | null;
}

/** Parameters of credentials, by the table or volume, and by operation and workspace. */
const PARAMS = new WeakMap<SimulatedSecurable, Map<string, RequestParams>>();

function objectParams(
  context: ActContext,
  { type, name }: SecurableRef,
  { uuid, asked }: { readonly uuid: string; readonly asked: CredentialPlace },
): Record<string, string> {
  const own: Record<string, string> =
    type === "volume"
      ? {
          volume_full_name: name,
          volume_id: uuid,
          volume_storage_location: storageUrl(context, "volumes", uuid),
          operation: asked.operation === "READ" ? "READ_VOLUME" : "WRITE_VOLUME",
        }
      : {
          table_full_name: name,
          table_id: uuid,
          table_url: storageUrl(context, "tables", uuid),
          operation: asked.operation,
          is_permissions_enforcing_client: "true",
          credential_kind: "STORAGE",
        };
  return {
    ...own,
    credential_id: context.account.metastoreId,
    credential_type: "StorageCredential",
    ...metastoreParams(context, asked.workspaceId),
  };
}

function storageUrl(context: ActContext, folder: "tables" | "volumes", uuid: string): string {
  return `s3://${context.account.metastoreName}/__unitystorage/${folder}/${uuid}`;
}
