import type { ActOf, ActOrigin } from "./act.ts";
import { keptParams, memoryOf } from "./act-memory.ts";
import type { ActContext } from "./define-act.ts";
import { DONE } from "./done.ts";
import { knownTable } from "./known-table.ts";
import { logAudit, metastoreParams } from "./log-audit.ts";
import { tableParams } from "./table-credentials.ts";

/** Share of statements beside which a client fetches a table's metadata, and of those that take a snapshot of all. */
const METADATA_CHANCE = 0.2;
const SNAPSHOT_CHANCE = 0.1;

/** The metadata calls of a statement: noise that says nothing of what was read. */
export function logMetadataCalls(context: ActContext, act: ActOf<"statement">): void {
  const first = act.reads[0];
  if (first === undefined) return;
  if (knownTable(context, first.name).isInformationSchema) {
    logInformationSchema(context, act, first.name);
    return;
  }
  const draw = context.uniform();
  if (draw < METADATA_CHANCE && first.type === "table") logGetTable(context, act, first.name);
  if (draw > 1 - SNAPSHOT_CHANCE) logSnapshot(context, act);
}

function logInformationSchema(context: ActContext, act: ActOf<"statement">, name: string): void {
  const params = keptParams(memoryOf(context), `information|${act.workspaceId}|${name}`, () => ({
    table_name: name.slice(name.lastIndexOf(".") + 1),
    ...metastoreParams(context, act.workspaceId),
  }));
  logUnityCatalog(context, act, { action: "getInformationSchema", params });
}

function logGetTable(context: ActContext, act: ActOf<"statement">, name: string): void {
  const params = tableParams(context, act.workspaceId, name);
  logUnityCatalog(context, act, { action: "getTable", params });
}

function logSnapshot(context: ActContext, act: ActOf<"statement">): void {
  const names = act.reads.map((read) => read.name);
  const params = keptParams(memoryOf(context), `snapshot|${act.workspaceId}|${names.join("|")}`, () => ({
    securables: JSON.stringify(
      act.reads.map((read) => ({ type: read.type.toUpperCase(), full_name: read.name })),
    ),
    include_delta_metadata: "true",
    ...metastoreParams(context, act.workspaceId),
  }));
  logUnityCatalog(context, act, { action: "metadataSnapshot", params });
}

function logUnityCatalog(
  context: ActContext,
  act: ActOrigin,
  event: { readonly action: string; readonly params: Readonly<Record<string, string>> },
): void {
  logAudit(context, act, { ...event, service: "unityCatalog", isAccountLevel: true, outcome: DONE });
}
