import type { JobPlan } from "../../world/world.ts";
import { type Ground, personOf, securableOf, worldIndex } from "../placing/ground.ts";
import type { SlotValues } from "../placing/slot-values.ts";
import { defineCondition, type StoryCondition } from "./define-condition.ts";
import { mayUseJob } from "./principal-conditions.ts";

const MINUTE_MS = 60_000;

function aboutJob(
  ask: (job: JobPlan, slots: SlotValues, ground: Ground) => boolean,
): StoryCondition["holds"] {
  return (candidate, slots, ground) => {
    const job = candidate.kind === "job" ? worldIndex(ground.world).jobs.get(candidate.id) : undefined;
    return job !== undefined && ask(job, slots, ground);
  };
}

export const COMPUTE_CONDITIONS: readonly StoryCondition[] = [
  defineCondition({
    nouns: ["job"],
    phrase: "runs as <runner:actor>",
    negative: "does not run as <runner:actor>",
    holds: aboutJob(({ runAs }, slots) => runAs === slots.one("runner", "principal").name),
  }),
  defineCondition({
    nouns: ["job"],
    phrase: "team is <team:team>",
    negative: "team is not <team:team>",
    holds: aboutJob(({ team }, slots) => slots.words("team").includes(team)),
  }),
  defineCondition({
    nouns: ["job"],
    phrase: "reads <table:table>",
    negative: "does not read <table:table>",
    holds: aboutJob(({ reads }, slots) => reads.includes(slots.one("table", "securable").ref.name)),
  }),
  defineCondition({
    nouns: ["job"],
    phrase: "writes <table:table>",
    negative: "does not write <table:table>",
    holds: aboutJob(({ writes }, slots) => writes === slots.one("table", "securable").ref.name),
  }),
  defineCondition({
    nouns: ["job"],
    phrase: "can be changed by <by:actor>",
    negative: "cannot be changed by <by:actor>",
    holds: (candidate, slots, ground) =>
      candidate.kind === "job" &&
      mayUseJob(ground, slots.one("by", "principal").id, { jobId: candidate.id, level: "CAN_MANAGE" }),
  }),
  defineCondition({
    nouns: ["job"],
    phrase: "can be started by <by:actor>",
    negative: "cannot be started by <by:actor>",
    holds: (candidate, slots, ground) =>
      candidate.kind === "job" &&
      mayUseJob(ground, slots.one("by", "principal").id, { jobId: candidate.id, level: "CAN_MANAGE_RUN" }),
  }),
  defineCondition({
    nouns: ["job"],
    phrase: "writes real rows",
    negative: "writes no real rows",
    holds: aboutJob(({ writes }, _, { world }) => writes !== null && worldIndex(world).tables.has(writes)),
  }),
  defineCondition({
    nouns: ["job"],
    phrase: "runs at least every <period:duration>",
    negative: "runs less than every <period:duration>",
    holds: aboutJob(({ everyMinutes }, slots) => everyMinutes * MINUTE_MS <= slots.durationMs("period")),
  }),
  defineCondition({
    nouns: ["job", "warehouse"],
    phrase: "is in <workspace:workspace>",
    negative: "is not in <workspace:workspace>",
    holds: (candidate, slots, { account }) => {
      const workspaceId = slots.one("workspace", "workspace").id;
      if (candidate.kind === "job") return account.jobs.get(candidate.id)?.workspaceId === workspaceId;
      return (
        candidate.kind === "warehouse" && account.warehouses.get(candidate.id)?.workspaceId === workspaceId
      );
    },
  }),
  defineCondition({
    nouns: ["job", "warehouse"],
    phrase: "is <other:compute>",
    negative: "is not <other:compute>",
    holds: (candidate, slots) =>
      slots
        .values("other")
        .some(
          (other) =>
            other.kind === candidate.kind && "id" in other && "id" in candidate && other.id === candidate.id,
        ),
  }),
  defineCondition({
    nouns: ["job", "warehouse", "workspace"],
    phrase: "name contains <part:text>",
    negative: "name does not contain <part:text>",
    holds: (candidate, slots) => "name" in candidate && candidate.name.includes(slots.text("part")),
  }),
  defineCondition({
    nouns: ["warehouse"],
    phrase: "is used by <user:actor>",
    negative: "is not used by <user:actor>",
    holds: (candidate, slots, ground) =>
      candidate.kind === "warehouse" &&
      personOf(ground, slots.one("user", "principal").id)?.warehouseId === candidate.id,
  }),
  defineCondition({
    nouns: ["warehouse"],
    phrase: "is used by people",
    negative: "is used by no people",
    holds: (candidate, _, { world }) =>
      candidate.kind === "warehouse" &&
      world.persons.some(({ kind, warehouseId }) => kind === "human" && warehouseId === candidate.id),
  }),
  defineCondition({
    nouns: ["policy"],
    phrase: "does <what:masking|filtering|granting|denying>",
    negative: "does no <what:masking|filtering|granting|denying>",
    holds: (candidate, slots, ground) => {
      const policy =
        candidate.kind === "policy"
          ? securableOf(ground, candidate.on)?.policies.get(candidate.name)
          : undefined;
      return policy !== undefined && POLICY_TYPES[slots.word("what")] === policy.policyType;
    },
  }),
];

const POLICY_TYPES: Readonly<Record<string, string>> = {
  masking: "POLICY_TYPE_COLUMN_MASK",
  filtering: "POLICY_TYPE_ROW_FILTER",
  granting: "POLICY_TYPE_GRANT",
  denying: "POLICY_TYPE_DENY",
};
