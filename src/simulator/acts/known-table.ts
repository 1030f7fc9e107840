import { type SimulatedSecurable, securableKey } from "../account/account.ts";
import { type KnownTable, memoryOf, type ReachedObject } from "./act-memory.ts";
import type { ActContext } from "./define-act.ts";

/** Views over views deeper than this are refused by the platform too. */
const VIEW_DEPTH_MAX = 100;

/**
 * What statements need to know of the table or view `name`. Materialized views hold their own rows and are no views here.
 * Cost: one look-up while the account stands still.
 */
export function knownTable(context: ActContext, name: string): KnownTable {
  const { tables } = memoryOf(context);
  const known = tables.get(name);
  if (known !== undefined) return known;
  const securable = find(context, "table", name);
  const reached = new Map<string, ReachedObject>();
  if (securable !== null) expand({ context, reached }, securable, 0);
  const table = {
    securable,
    isView: isView(securable),
    isInformationSchema: name.includes(".information_schema."),
    reached: [...reached.values()],
  };
  tables.set(name, table);
  return table;
}

function expand(
  into: { readonly context: ActContext; readonly reached: Map<string, ReachedObject> },
  view: SimulatedSecurable,
  depthCount: number,
): void {
  if (view.detail.kind !== "table" || !isView(view) || depthCount > VIEW_DEPTH_MAX) return;
  for (const { type, name } of view.detail.viewDependencies) {
    const key = securableKey(type, name);
    if (into.reached.has(key)) continue;
    const securable = find(into.context, type, name);
    into.reached.set(key, { type, name, securable, isView: isView(securable), definer: view.owner });
    if (securable !== null) expand(into, securable, depthCount + 1);
  }
}

function find(context: ActContext, type: "table" | "function", name: string): SimulatedSecurable | null {
  return context.account.securables.get(securableKey(type, name)) ?? null;
}

function isView(securable: SimulatedSecurable | null): boolean {
  return securable?.detail.kind === "table" && securable.detail.tableType === "VIEW";
}
