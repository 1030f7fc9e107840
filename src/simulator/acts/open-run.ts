import type { SimulatedRun } from "../account/account.ts";
import type { ActOf, JobRunAct } from "./act.ts";

/** A span of work with the result that it will have: the run itself, or one of its tasks. */
export interface RunSpan {
  readonly runId: string;
  /** Null for the run itself. */
  readonly taskKey: string | null;
  readonly startAt: number;
  readonly endAt: number;
  readonly result: JobRunAct["result"];
  /** Up to when rows were left. */
  recordedUntil: number;
  isRecorded: boolean;
}

/** A run whose end has not come: its rows are left as its hours pass, so that it can still be canceled. */
export interface OpenRun {
  readonly act: ActOf<"job_run">;
  readonly workspaceId: string;
  readonly trigger: string;
  readonly run: SimulatedRun;
  readonly terminationCode: string;
  spans: readonly RunSpan[];
}
