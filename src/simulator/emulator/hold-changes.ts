import { type SimulatedSecurable, securableKey } from "../account/account.ts";
import type { ApiRequest } from "./api-route.ts";

/**
 * Lets `change` take effect at once, or later when a knob asks for it; its result tells of the change either way. The
 * grants of `securable` are what it changes.
 */
export function holdGrants<Result>(
  request: ApiRequest,
  securable: SimulatedSecurable,
  change: () => Result,
): Result {
  const before = copyOfGrants(securable.grants);
  const result = change();
  const fault = request.emulator.faults.take(["grant_lag"], request);
  if (fault === null) return result;
  const after = copyOfGrants(securable.grants);
  holdState(request, fault.delayMs, {
    undo: () => putGrants(securable.grants, before, after),
    redo: () => putGrants(securable.grants, after, before),
  });
  return result;
}

/** As {@link holdGrants}, for the tags of a securable. */
export function holdTags<Result>(
  request: ApiRequest,
  securable: SimulatedSecurable,
  change: () => Result,
): Result {
  const before = new Map(securable.tags);
  const result = change();
  const fault = request.emulator.faults.take(["tag_lag"], request);
  if (fault === null) return result;
  const after = new Map(securable.tags);
  holdState(request, fault.delayMs, {
    undo: () => putEntries(securable.tags, before, after),
    redo: () => putEntries(securable.tags, after, before),
  });
  return result;
}

/** As {@link holdGrants}, for who owns the metastore. */
export function holdMetastoreAdmin<Result>(request: ApiRequest, change: () => Result): Result {
  const { account } = request;
  const metastore = account.securables.get(securableKey("metastore", account.metastoreId));
  const before = metastore?.owner;
  const result = change();
  const fault = request.emulator.faults.take(["metastore_admin_lag"], request);
  if (fault === null || metastore === undefined || before === undefined) return result;
  const after = metastore.owner;
  holdState(request, fault.delayMs, {
    undo: () => {
      metastore.owner = before;
    },
    redo: () => {
      if (metastore.owner === before) metastore.owner = after;
    },
  });
  return result;
}

function holdState(
  { account, emulator }: ApiRequest,
  delayMs: number,
  change: { undo(): void; redo(): void },
): void {
  const revised = (step: () => void) => () => {
    step();
    account.revision += 1;
  };
  emulator.lagging.hold(delayMs, { undo: revised(change.undo), redo: revised(change.redo) });
}

type Grants = Map<string, Set<string>>;

function copyOfGrants(grants: Grants): Grants {
  return new Map([...grants].map(([id, privileges]) => [id, new Set(privileges)]));
}

/** Puts what differs between `wanted` and `other` as in `wanted`; what others changed meanwhile stays. */
function putGrants(grants: Grants, wanted: Grants, other: Grants): void {
  for (const id of new Set([...wanted.keys(), ...other.keys()])) {
    const [added, removed] = [wanted.get(id) ?? new Set<string>(), other.get(id) ?? new Set<string>()];
    const kept = [...(grants.get(id) ?? [])].filter(
      (privilege) => added.has(privilege) || !removed.has(privilege),
    );
    const held = new Set([...kept, ...[...added].filter((privilege) => !removed.has(privilege))]);
    if (held.size === 0) grants.delete(id);
    else grants.set(id, held);
  }
}

function putEntries(
  entries: Map<string, string>,
  wanted: Map<string, string>,
  other: Map<string, string>,
): void {
  for (const key of new Set([...wanted.keys(), ...other.keys()])) {
    const value = wanted.get(key);
    if (value === other.get(key)) continue;
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
}
