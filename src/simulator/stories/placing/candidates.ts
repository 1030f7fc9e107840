import { principalName, type SimulatedPrincipal, type SimulatedSecurable } from "../../account/account.ts";
import { isIdle } from "./actor-profile.ts";
import { type Ground, isOrdinaryGroup, securableOf } from "./ground.ts";
import type { StoryValue, ValueOf } from "./story-value.ts";

/** Schemas and catalogs that the platform keeps; stories of people leave them alone unless they name them. */
const PLATFORM_CATALOG = "system";

/** Everything that a noun can choose, in the order of the account. `includesIdle`: sleeping and absent people, too. */
export function candidatesOf(
  ground: Ground,
  noun: string,
  {
    container,
    includesIdle,
  }: { readonly container: readonly StoryValue[] | null; readonly includesIdle: boolean },
): readonly StoryValue[] {
  switch (noun) {
    case "person":
    case "service":
    case "principal":
      return actors(ground, noun).filter(({ id }) => includesIdle || !isIdle(ground, id));
    case "group":
      return [...ground.account.principals.values()].filter(isOrdinaryGroup).map(principalValue);
    case "column":
      return (container ?? []).flatMap((value) => columnsOf(ground, value));
    case "job":
      return [...ground.account.jobs.values()]
        .filter(({ isDeleted }) => !isDeleted)
        .map(({ id, name }) => ({ kind: "job", id, name }));
    case "warehouse":
      return warehouses(ground, container);
    case "workspace":
      return [...ground.account.workspaces.values()].map(({ id, name }) => ({ kind: "workspace", id, name }));
    case "policy":
      return policies(ground, container);
    default:
      return securables(ground, noun, container);
  }
}

/** People and services that have a plan, are hired and have not left. */
function actors(ground: Ground, noun: string): readonly ValueOf<"principal">[] {
  const { world, account, at } = ground;
  const values: ValueOf<"principal">[] = [];
  for (const person of world.persons) {
    if (noun !== "principal" && (noun === "person") !== (person.kind === "human")) continue;
    const principal = account.principals.get(person.principalId);
    if (principal === undefined || !principal.isActive || person.hiredAt > at) continue;
    if (person.leavesAt === null || person.leavesAt > at) values.push(principalValue(principal));
  }
  return values;
}

export function principalValue(principal: SimulatedPrincipal): ValueOf<"principal"> {
  return {
    kind: "principal",
    id: principal.id,
    name: principalName(principal),
    type: principal.kind,
    displayName: principal.displayName,
  };
}

function columnsOf(ground: Ground, value: StoryValue): readonly StoryValue[] {
  const detail = value.kind === "securable" ? securableOf(ground, value.ref)?.detail : undefined;
  if (value.kind !== "securable" || detail?.kind !== "table") return [];
  return detail.columns.map(({ name }) => ({ kind: "column", table: value.ref.name, column: name }));
}

function warehouses({ account }: Ground, container: readonly StoryValue[] | null): readonly StoryValue[] {
  return [...account.warehouses.values()]
    .filter(
      ({ workspaceId }) =>
        container === null ||
        container.some((value) => value.kind === "workspace" && value.id === workspaceId),
    )
    .map(({ id, name }) => ({ kind: "warehouse", id, name }));
}

function policies(ground: Ground, container: readonly StoryValue[] | null): readonly StoryValue[] {
  return [...ground.account.securables.values()]
    .filter((securable) => container === null || isContained(securable, container, true))
    .flatMap(({ type, name, policies: attached }) =>
      [...attached.keys()].map(
        (policy): StoryValue => ({ kind: "policy", on: { type, name }, name: policy }),
      ),
    );
}

function securables(
  { account }: Ground,
  noun: string,
  container: readonly StoryValue[] | null,
): readonly StoryValue[] {
  return [...account.securables.values()]
    .filter((securable) => isOfNoun(securable, noun))
    .filter((securable) => container === null || isContained(securable, container, false))
    .map(({ type, name }) => ({ kind: "securable", ref: { type, name } }));
}

function isOfNoun({ type, name, detail }: SimulatedSecurable, noun: string): boolean {
  if (name === PLATFORM_CATALOG || name.startsWith(`${PLATFORM_CATALOG}.`)) return false;
  if (type !== "table") return type === noun;
  const isView = detail.kind === "table" && detail.viewText !== null;
  return noun === (isView ? "view" : "table");
}

/** Whether a securable lies in, or for policies is, one of the containers. */
function isContained(
  { type, name }: SimulatedSecurable,
  container: readonly StoryValue[],
  isSelfCounted: boolean,
): boolean {
  return container.some((value) => {
    if (value.kind !== "securable") return false;
    if (value.ref.type === type) return isSelfCounted && value.ref.name === name;
    return value.ref.type === "metastore" || name.startsWith(`${value.ref.name}.`);
  });
}
