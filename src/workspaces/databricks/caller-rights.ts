import { apiPath } from "../../databricks/api-path.ts";
import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import { type JsonObject, objectsOf, textOf } from "../../databricks/read-json.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type {
  ListedGrant,
  Metastore,
  SecurableReference,
  Visibility,
  WorkspaceCaller,
} from "../../ports/workspace.ts";
import { effectiveGrantsOf } from "./grant-rows.ts";
import { ancestorsOf, securablePath } from "./securable-path.ts";

/** What the caller's own rights are, and so how much of a list it was shown. */
export interface CallerRights {
  caller(signal: AbortSignal): Promise<WorkspaceCaller>;
  metastore(signal: AbortSignal): Promise<Metastore | null>;
  /** Remembers who owns what, so that it need not be asked for again. */
  noteOwner(securable: SecurableReference, owner: string | null): void;
  /** How much of what concerns others on a securable the caller is shown. `known`: effective grants read just now. */
  on(
    securable: SecurableReference,
    options: { readonly known: readonly ListedGrant[] | null; readonly signal: AbortSignal },
  ): Promise<Visibility>;
  ofMetastore(signal: AbortSignal): Promise<Visibility>;
  /** How much of the objects of the workspace itself (jobs, people, tokens) is shown. */
  ofWorkspace(signal: AbortSignal): Promise<Visibility>;
}

/** The product's limit on nesting of groups. */
const GROUP_DEPTH_MAX = 10;
/** Every principal of the account belongs to it. */
const ALL_PRINCIPALS = "account users";
/** Privileges that show all grants on a securable and below. Source: Databricks documentation, "Manage privileges". */
const SHOWING_PRIVILEGES = ["MANAGE", "READ_METADATA"];

export function openCallerRights(client: DatabricksClient): CallerRights {
  const callerOf = remembered((signal) => readCaller(client, signal));
  const metastoreOf = remembered((signal) => readMetastore(client, signal));
  const owners = new Map<string, (signal: AbortSignal) => Promise<string | null>>();

  function ownerOf(securable: SecurableReference, signal: AbortSignal): Promise<string | null> {
    const key = keyOf(securable);
    const ask = owners.get(key) ?? remembered((asking) => readOwner(client, securable, asking));
    owners.set(key, ask);
    return ask(signal);
  }

  async function names(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { name, groups } = await callerOf(signal);
    return new Set([name, ...groups, ALL_PRINCIPALS].map((each) => each.toLowerCase()));
  }

  async function adminOf(signal: AbortSignal): Promise<Visibility | null> {
    const found = await orDenied(metastoreOf(signal));
    if (found === "denied") return { kind: "unknown", because: "the metastore's owner is not shown" };
    const owner = found?.owner?.toLowerCase();
    return owner !== undefined && (await names(signal)).has(owner)
      ? { kind: "complete", because: "metastore admin" }
      : null;
  }

  /** Because the caller owns the securable or what it is in; "unknown" when an owner is not shown. */
  async function ownership(securable: SecurableReference, signal: AbortSignal): Promise<Visibility | null> {
    let hidden: string | null = null;
    for (const each of [securable, ...ancestorsOf(securable)]) {
      const owner = await orDenied(ownerOf(each, signal));
      if (owner === null || owner === "denied") hidden ??= each.fullName;
      else if ((await names(signal)).has(owner.toLowerCase()))
        return { kind: "complete", because: `owner of ${each.type} ${each.fullName}` };
    }
    return hidden === null ? null : { kind: "unknown", because: `the owner of ${hidden} is not shown` };
  }

  async function privileges(
    securable: SecurableReference,
    known: readonly ListedGrant[] | null,
    signal: AbortSignal,
  ): Promise<Visibility | null> {
    const grants = known ?? (await orDenied(effectiveGrantsOf(client, securable, signal)));
    if (grants === "denied") return { kind: "unknown", because: "the caller's own privileges are not shown" };
    const mine = await names(signal);
    const showing = grants.find(
      (grant) => SHOWING_PRIVILEGES.includes(grant.privilege) && mine.has(grant.principal.toLowerCase()),
    );
    return showing === undefined ? null : { kind: "complete", because: `${showing.privilege} held` };
  }

  async function lesser(verdicts: readonly (Visibility | null)[], signal: AbortSignal): Promise<Visibility> {
    const complete = verdicts.find((verdict) => verdict?.kind === "complete");
    const unknown = verdicts.find((verdict) => verdict !== null);
    if (complete ?? unknown) return complete ?? unknown ?? OWN_ONLY;
    return (await callerOf(signal)).hasAllGroups
      ? OWN_ONLY
      : { kind: "unknown", because: "not all groups of the caller are shown" };
  }

  return {
    caller: callerOf,
    metastore: metastoreOf,
    noteOwner(securable, owner) {
      if (owner !== null) owners.set(keyOf(securable), async () => owner);
    },
    async on(securable, { known, signal }) {
      const admin = await adminOf(signal);
      if (admin?.kind === "complete") return admin;
      const held = await privileges(securable, known, signal);
      if (held?.kind === "complete") return held;
      return lesser([admin, held, await ownership(securable, signal)], signal);
    },
    async ofMetastore(signal) {
      return lesser([await adminOf(signal)], signal);
    },
    async ofWorkspace(signal) {
      const { isWorkspaceAdmin } = await callerOf(signal);
      return isWorkspaceAdmin
        ? { kind: "complete", because: "workspace admin" }
        : { kind: "own_only", because: "no workspace admin" };
    },
  };
}

const OWN_ONLY: Visibility = {
  kind: "own_only",
  because: "neither owner, metastore admin nor holder of MANAGE or READ_METADATA",
};

function keyOf({ type, fullName }: SecurableReference): string {
  return `${type}:${fullName.toLowerCase()}`;
}

/** Asks once; a failure is not remembered, so that the next question asks again. */
function remembered<Result>(
  ask: (signal: AbortSignal) => Promise<Result>,
): (signal: AbortSignal) => Promise<Result> {
  let answer: Promise<Result> | null = null;
  return (signal) => {
    if (answer !== null) return answer;
    const asking = ask(signal);
    answer = asking;
    asking.catch(() => {
      answer = null;
    });
    return asking;
  };
}

/** What cannot be learned for want of rights is a fact about the caller; any other failure is an error. */
async function orDenied<Result>(work: Promise<Result>): Promise<Result | "denied"> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    if (error.code === "DATABRICKS_DENIED" || error.code === "DATABRICKS_NOT_FOUND") return "denied";
    throw error;
  }
}

async function readCaller(client: DatabricksClient, signal: AbortSignal): Promise<WorkspaceCaller> {
  const me = await client.request({
    method: "GET",
    path: "/api/2.0/preview/scim/v2/Me",
    query: { excludedAttributes: "entitlements" },
    signal,
  });
  const id = textOf(me["id"]);
  const name = textOf(me["userName"]) ?? textOf(me["applicationId"]);
  if (id === null || name === null)
    throw new GatehouseError("DATABRICKS_BAD_ANSWER", { message: "`/Me` does not tell who the caller is" });
  const direct = objectsOf(me["groups"]);
  const groups = await closureOf(client, direct, signal);
  return {
    id,
    name,
    displayName: textOf(me["displayName"]) ?? name,
    groups: [...groups.names.values()],
    hasAllGroups: groups.isComplete,
    isWorkspaceAdmin: [...groups.names.values()].includes("admins"),
  };
}

/** Groups of groups, level by level; a list that has indirect ones in it is the whole closure already. */
async function closureOf(
  client: DatabricksClient,
  direct: readonly JsonObject[],
  signal: AbortSignal,
): Promise<{ readonly names: ReadonlyMap<string, string>; readonly isComplete: boolean }> {
  const names = new Map<string, string>();
  let isComplete = true;
  if (direct.some((group) => group["type"] === "indirect"))
    return {
      names: new Map(direct.map((group) => [textOf(group["value"]) ?? "", textOf(group["display"]) ?? ""])),
      isComplete,
    };
  let level = direct;
  for (let depth = 0; depth < GROUP_DEPTH_MAX && level.length > 0; depth++) {
    const next: JsonObject[] = [];
    for (const group of level) {
      const id = textOf(group["value"]);
      if (id === null || names.has(id)) continue;
      names.set(id, textOf(group["display"]) ?? "");
      const found = await orDenied(
        client.request({ method: "GET", path: apiPath`/api/2.0/preview/scim/v2/Groups/${id}`, signal }),
      );
      if (found === "denied") isComplete = false;
      else {
        names.set(id, textOf(found["displayName"]) ?? names.get(id) ?? "");
        next.push(...objectsOf(found["groups"]));
      }
    }
    level = next;
  }
  return { names, isComplete };
}

async function readMetastore(client: DatabricksClient, signal: AbortSignal): Promise<Metastore | null> {
  const summary = await client.request({
    method: "GET",
    path: "/api/2.1/unity-catalog/metastore_summary",
    signal,
  });
  const id = textOf(summary["metastore_id"]);
  if (id === null) return null;
  return {
    id,
    name: textOf(summary["name"]) ?? id,
    owner: textOf(summary["owner"]),
    region: textOf(summary["region"]),
  };
}

async function readOwner(
  client: DatabricksClient,
  securable: SecurableReference,
  signal: AbortSignal,
): Promise<string | null> {
  const info = await client.request({ method: "GET", path: securablePath(securable), signal });
  return textOf(info["owner"]);
}
