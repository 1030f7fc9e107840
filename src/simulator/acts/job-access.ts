import { principalName, type Refusal, type SimulatedJob } from "../account/account.ts";
import { forbidden } from "../account/account-refusals.ts";
import { mayUseObject } from "../account/may-use-object.ts";
import type { ActOrigin } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";
import { missingJob } from "./refusals.ts";

/** Words of the jobs service for a level that is missing. */
const REFUSALS = {
  CAN_MANAGE: (actor: string, jobId: string) =>
    `User ${actor} does not have Manage permissions on Job with ID: ElasticJobId(${jobId}). Please contact the owner or an administrator for access.`,
  CAN_MANAGE_RUN: (actor: string, jobId: string) =>
    `User ${actor} does not have Manage Run or Manage or Owner permissions on job ${jobId}`,
} as const;

/** Why the caller may not do with a job what needs that level; null when it may. A deleted job is not there. */
export function refuseJob(
  context: ActContext,
  act: ActOrigin & { readonly jobId: string },
  level: keyof typeof REFUSALS,
): Refusal | null {
  const job = context.account.jobs.get(act.jobId);
  if (job === undefined || job.isDeleted) return missingJob(act.jobId);
  const principalId = callerIdOf(context, act);
  if (principalId === null) return null;
  const object = { workspaceId: job.workspaceId, objectType: "jobs", objectId: job.id };
  return mayUseObject(context.account, { principalId, ...object, level })
    ? null
    : forbidden(REFUSALS[level](act.actor, act.jobId));
}

/** Leaves the present definition of a job in the jobs table. */
export function logDefinition(context: ActContext, act: ActOrigin, job: SimulatedJob): void {
  context.log.jobDefinition({
    at: act.at,
    workspaceId: job.workspaceId,
    jobId: job.id,
    name: job.name,
    creator: nameOf(context, job.creator),
    runAs: nameOf(context, job.runAs),
    tags: Object.fromEntries(job.tags),
    deletedAt: job.isDeleted ? act.at : null,
  });
}

function nameOf({ account }: ActContext, id: string): string {
  const principal = account.principals.get(id);
  return principal === undefined ? id : principalName(principal);
}
