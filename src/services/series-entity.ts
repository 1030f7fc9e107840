import type { SecurableName } from "../domain/access.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { Entity } from "../domain/observation.ts";
import type { PrincipalId } from "../domain/principal.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";

/** How many text columns name an entity of each kind in a rollup (`entity_1`, `entity_2`). */
function entityPartCount(kind: Entity["kind"]): 1 | 2 {
  return kind === "principal_securable" || kind === "column" || kind === "job_task" ? 2 : 1;
}

/** Names of the rollup's entity columns for a signal. */
export function entityColumns(signal: SignalDefinition): readonly string[] {
  return entityPartCount(signal.entity) === 2 ? ["entity_1", "entity_2"] : ["entity_1"];
}

/** The entity that the parts of a rollup row name. The casts mint names from rows whose parts the sources have folded. */
export function entityFromParts(signal: SignalDefinition, parts: readonly (string | null)[]): Entity {
  const first = parts[0];
  invariant(typeof first === "string", `rollup of \`${signal.id}\` gave a row without entity`);
  switch (signal.entity) {
    case "principal":
      return { kind: "principal", principal: first as PrincipalId };
    case "securable":
      return { kind: "securable", securable: first as SecurableName };
    case "principal_securable":
      return {
        kind: "principal_securable",
        principal: first as PrincipalId,
        securable: secondPart(signal, parts) as SecurableName,
      };
    case "column":
      return { kind: "column", securable: first as SecurableName, column: secondPart(signal, parts) };
    case "job_task":
      return { kind: "job_task", jobId: first, taskKey: secondPart(signal, parts) };
    case "job":
      return { kind: "job", jobId: first };
    case "warehouse":
      return { kind: "warehouse", warehouseId: first };
    case "other":
      return { kind: "other", type: signal.entityType ?? "other", key: first };
  }
}

function secondPart(signal: SignalDefinition, parts: readonly (string | null)[]): string {
  const second = parts[1];
  invariant(typeof second === "string", `rollup of \`${signal.id}\` gave a row without its second entity`);
  return second;
}

/** What a category names, for signals whose categories name something; else nothing. */
export function entityOfPart(signal: SignalDefinition, part: string): readonly Entity[] {
  if (signal.partKind === undefined) return [];
  switch (signal.partKind) {
    case "securable":
      return [{ kind: "securable", securable: part as SecurableName }];
    case "principal":
      return [{ kind: "principal", principal: part as PrincipalId }];
  }
}
