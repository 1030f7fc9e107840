import { epochMs } from "../../../domain/units.ts";
import type { Disturbance } from "../../account/account.ts";
import { defineVerb, type StepPlacing, type StoryVerb } from "./define-verb.ts";

/** Of each member of the union, what is left without the time. */
type DisturbanceContent = Disturbance extends infer Each
  ? Each extends Disturbance
    ? Omit<Each, "from" | "until">
    : never
  : never;

/** The world differs from its plan from the step on, for the time in the slot `for`. */
function disturb(step: StepPlacing, contents: readonly DisturbanceContent[]): void {
  const from = epochMs(step.at);
  const until = epochMs(step.at + Math.max(1, step.slots.durationMs("for")));
  for (const content of contents) {
    const disturbance: Disturbance = { ...content, from, until };
    step.platform({ kind: "disturb", disturbance });
  }
  step.lastsUntil(until);
}

/** Values of columns change; what is left out stays as planned. */
function changeValues(
  step: StepPlacing,
  change: { readonly ratio?: number; readonly nullRatio?: number; readonly category?: string },
): void {
  disturb(
    step,
    step.slots.all("columns", "column").map(({ table, column }) => ({
      kind: "column_values",
      table,
      column,
      ratio: change.ratio ?? 1,
      nullRatio: change.nullRatio ?? 0,
      category: change.category ?? null,
    })),
  );
}

function tableNames(step: StepPlacing): readonly string[] {
  return step.slots.securables("tables").map(({ name }) => name);
}

export const WORLD_VERBS: readonly StoryVerb[] = [
  defineVerb({
    phrase: "<jobs:jobs> takes <ratio:amount> times as long for <for:duration>",
    place(step) {
      const ratio = step.slots.number("ratio");
      disturb(
        step,
        step.slots.all("jobs", "job").map(({ id }) => ({ kind: "job_duration", jobId: id, ratio })),
      );
    },
  }),
  defineVerb({
    phrase: "<jobs:jobs> fails with chance <chance:percent> for <for:duration>",
    place(step) {
      const chance = Math.min(1, step.slots.ratio("chance"));
      disturb(
        step,
        step.slots.all("jobs", "job").map(({ id }) => ({ kind: "job_failure", jobId: id, chance })),
      );
    },
  }),
  defineVerb({
    phrase: "<jobs:jobs> is skipped for <for:duration>",
    place: (step) =>
      disturb(
        step,
        step.slots.all("jobs", "job").map(({ id }) => ({ kind: "job_skipped", jobId: id })),
      ),
  }),
  defineVerb({
    phrase: "queries on <warehouses:warehouses> take <ratio:amount> times as long for <for:duration>",
    place(step) {
      const ratio = step.slots.number("ratio");
      disturb(
        step,
        step.slots
          .all("warehouses", "warehouse")
          .map(({ id }) => ({ kind: "query_duration", warehouseId: id, ratio })),
      );
    },
  }),
  defineVerb({
    phrase: "<targets:compute> costs <ratio:amount> times as much for <for:duration>",
    place(step) {
      const ratio = step.slots.number("ratio");
      disturb(
        step,
        step.slots
          .values("targets")
          .flatMap((target) =>
            "id" in target ? [{ kind: "usage" as const, targetId: target.id, ratio }] : [],
          ),
      );
    },
  }),
  defineVerb({
    phrase: "loads of <tables:tables> bring <ratio:amount> times the rows for <for:duration>",
    place(step) {
      const ratio = step.slots.number("ratio");
      disturb(
        step,
        tableNames(step).map((table) => ({ kind: "table_rows", table, ratio, ratioPerDay: 1 })),
      );
    },
  }),
  defineVerb({
    phrase: "loads of <tables:tables> grow by <growth:percent> a day for <for:duration>",
    place(step) {
      const ratioPerDay = 1 + step.slots.ratio("growth");
      disturb(
        step,
        tableNames(step).map((table) => ({ kind: "table_rows", table, ratio: 1, ratioPerDay })),
      );
    },
  }),
  defineVerb({
    phrase: "loads of <tables:tables> are written twice for <for:duration>",
    place: (step) =>
      disturb(
        step,
        tableNames(step).map((table) => ({ kind: "double_load", table })),
      ),
  }),
  defineVerb({
    phrase: "values of <columns:columns> are multiplied by <ratio:amount> for <for:duration>",
    place: (step) => changeValues(step, { ratio: step.slots.number("ratio") }),
  }),
  defineVerb({
    phrase: "values of <columns:columns> are null with chance <chance:percent> for <for:duration>",
    place: (step) => changeValues(step, { nullRatio: Math.min(1, step.slots.ratio("chance")) }),
  }),
  defineVerb({
    phrase: "values of <columns:columns> favor <category:text> for <for:duration>",
    place: (step) => changeValues(step, { category: step.slots.text("category") }),
  }),
  defineVerb({
    phrase: "people [of team <team:team>] are <ratio:amount> times as active for <for:duration>",
    place(step) {
      const { slots } = step;
      const team = slots.has("team") ? slots.word("team") : null;
      disturb(step, [{ kind: "activity", team, ratio: slots.number("ratio") }]);
    },
  }),
  defineVerb({
    phrase: "delivery of <table:feed> stops for <for:duration>",
    place: (step) => disturb(step, [{ kind: "delivery_outage", table: step.slots.word("table") }]),
  }),
  defineVerb({
    phrase: "billing is restated by <change:percent> <direction:up|down> for <for:duration>",
    place(step) {
      const { slots } = step;
      const share = slots.ratio("change");
      const ratio = slots.word("direction") === "up" ? 1 + share : 1 - Math.min(share, 1);
      disturb(step, [{ kind: "restated_usage", ratio }]);
    },
  }),
];
