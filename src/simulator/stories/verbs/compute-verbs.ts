import { epochMs } from "../../../domain/units.ts";
import type { SimulatedJob } from "../../account/account.ts";
import type { ActContent } from "../../acts/act.ts";
import { worldIndex } from "../placing/ground.ts";
import { defineVerb, type StepPlacing, type StoryVerb } from "./define-verb.ts";

type JobChange = Extract<ActContent, { kind: "update_job" }>;

function changeJobs(
  step: StepPlacing,
  change: (job: SimulatedJob | undefined) => Partial<Omit<JobChange, "kind" | "jobId">>,
): void {
  const actor = step.actor("who");
  for (const { id } of step.slots.all("jobs", "job"))
    actor.act({
      kind: "update_job",
      jobId: id,
      runAs: null,
      schedule: null,
      name: null,
      taskKeys: null,
      isScheduleRemoved: false,
      ...change(step.ground.account.jobs.get(id)),
    });
}

function setPaused(step: StepPlacing, isPaused: boolean): void {
  changeJobs(step, (job) =>
    job === undefined || job.schedule === null ? {} : { schedule: { ...job.schedule, isPaused } },
  );
}

/** A run by hand: as long as the job usually takes, a little more or less. */
const RUN_DURATION_MS = 300_000;
const RUN_ID_FROM = 8_000_000_000_000;
const RUN_ID_COUNT = 900_000_000_000;
const SETUP_MS = 20_000;
const FAILED_PART_MAX = 0.8;

function runJobs(step: StepPlacing): void {
  const { slots, ground, random } = step;
  const actor = step.actor("who");
  const isFailed = slots.has("result") && slots.word("result") === "failing";
  for (const { id } of slots.all("jobs", "job")) {
    const plan = worldIndex(ground.world).jobs.get(id);
    const usualMs = (plan?.durationMs ?? RUN_DURATION_MS) * Math.exp(random.normal() / 8);
    const wholeMs = slots.has("duration") ? slots.durationMs("duration") : usualMs;
    const durationMs = Math.round(isFailed ? wholeMs * FAILED_PART_MAX * random.uniform() : wholeMs);
    const endAt = epochMs(step.at + SETUP_MS + durationMs);
    const result = isFailed ? "FAILED" : "SUCCEEDED";
    const newRunId = (): string => String(RUN_ID_FROM + Math.floor(random.uniform() * RUN_ID_COUNT));
    const keys = ground.account.jobs.get(id)?.tasks.map(({ key }) => key) ?? ["load"];
    actor.act({
      kind: "job_run",
      jobId: id,
      runId: newRunId(),
      trigger: "ONE_TIME",
      endAt,
      result,
      terminationCode: isFailed ? "RUN_EXECUTION_ERROR" : "SUCCESS",
      queueMs: 0,
      setupMs: SETUP_MS,
      tasks: keys.map((key, index) => ({
        key,
        runId: newRunId(),
        startAt: epochMs(step.at + SETUP_MS + Math.round((durationMs * index) / keys.length)),
        endAt: epochMs(step.at + SETUP_MS + Math.round((durationMs * (index + 1)) / keys.length)),
        result: index === keys.length - 1 ? result : "SUCCEEDED",
      })),
    });
    step.lastsUntil(endAt);
  }
}

function warehouseEvents(
  step: StepPlacing,
  events: readonly ("STARTING" | "RUNNING" | "STOPPING" | "STOPPED")[],
): void {
  const actor = step.actor("who");
  for (const { id } of step.slots.all("warehouses", "warehouse"))
    for (const eventType of events)
      actor.act({ kind: "warehouse_event", warehouseId: id, eventType, clusterCount: 1 });
}

export const COMPUTE_VERBS: readonly StoryVerb[] = [
  defineVerb({
    phrase: "<who:actor> makes <jobs:jobs> run as <runner:actor>",
    place(step) {
      const runAs = step.slots.one("runner", "principal").name;
      changeJobs(step, () => ({ runAs }));
    },
  }),
  defineVerb({ phrase: "<who:actor> pauses <jobs:jobs>", place: (step) => setPaused(step, true) }),
  defineVerb({ phrase: "<who:actor> resumes <jobs:jobs>", place: (step) => setPaused(step, false) }),
  defineVerb({
    phrase: "<who:actor> unschedules <jobs:jobs>",
    place: (step) => changeJobs(step, () => ({ isScheduleRemoved: true })),
  }),
  defineVerb({
    phrase: "<who:actor> renames <jobs:jobs> to <name:text>",
    place: (step) => changeJobs(step, () => ({ name: step.slots.text("name") })),
  }),
  defineVerb({
    phrase: "<who:actor> adds task <key:text> to <jobs:jobs>",
    place: (step) =>
      changeJobs(step, (job) => ({
        taskKeys: [...(job?.tasks.map(({ key }) => key) ?? []), step.slots.text("key")],
      })),
  }),
  defineVerb({
    phrase: "<who:actor> creates <job:job> [running as <runner:actor>]",
    place(step) {
      const { slots } = step;
      const job = slots.one("job", "job");
      step.actor("who").act({
        kind: "create_job",
        name: job.name,
        runAs: slots.has("runner") ? slots.one("runner", "principal").name : null,
        taskKeys: ["load"],
        schedule: null,
        tags: {},
        newId: job.id,
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> deletes <jobs:jobs>",
    place(step) {
      const actor = step.actor("who");
      for (const { id } of step.slots.all("jobs", "job")) actor.act({ kind: "delete_job", jobId: id });
    },
  }),
  defineVerb({
    phrase: "<who:actor> starts <jobs:jobs> [taking <duration:duration>] [<result:succeeding|failing>]",
    place: runJobs,
  }),
  defineVerb({
    phrase: "<who:actor> cancels the runs of <jobs:jobs>",
    place(step) {
      const actor = step.actor("who");
      for (const { id } of step.slots.all("jobs", "job"))
        actor.act({ kind: "cancel_runs", jobId: id, runId: null });
    },
  }),
  defineVerb({
    phrase: "<who:actor> starts <warehouses:warehouses>",
    place: (step) => warehouseEvents(step, ["STARTING", "RUNNING"]),
  }),
  defineVerb({
    phrase: "<who:actor> stops <warehouses:warehouses>",
    place: (step) => warehouseEvents(step, ["STOPPING", "STOPPED"]),
  }),
  defineVerb({
    phrase: "<who:actor> scales <warehouses:warehouses> to <clusters:amount> clusters",
    place(step) {
      const actor = step.actor("who");
      const clusterCount = Math.max(1, step.slots.count("clusters"));
      for (const { id } of step.slots.all("warehouses", "warehouse"))
        actor.act({
          kind: "warehouse_event",
          warehouseId: id,
          eventType: clusterCount > 1 ? "SCALED_UP" : "SCALED_DOWN",
          clusterCount,
        });
    },
  }),
  defineVerb({
    phrase: "<who:actor> turns <state:on|off> <setting:text>",
    place(step) {
      const value = step.slots.word("state") === "on" ? "true" : "false";
      step.actor("who").act({ kind: "set_setting", name: step.slots.text("setting"), value });
    },
  }),
  defineVerb({
    phrase: "<who:actor> sets setting <setting:text> to <value:text>",
    place(step) {
      const { slots } = step;
      step.actor("who").act({
        kind: "set_setting",
        name: slots.text("setting"),
        value: slots.text("value"),
      });
    },
  }),
];
