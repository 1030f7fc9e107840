import type { RandomGenerator } from "../../stats/random.ts";
import { closureOf } from "../account/closure-of.ts";
import { tablesOf } from "./add-grants.ts";
import { OWNED_SCHEMAS } from "./add-groups.ts";
import { securableOf } from "./draft-securables.ts";
import type { HumanDraft } from "./draw-humans.ts";
import { pick, pickSome } from "./pick.ts";
import type { ApprovalPlan, MembershipPlan } from "./world.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** People who take turns in a project, and those who ask a steward for a table. */
const PROJECT_MEMBER_COUNT = 6;
const REQUEST_COUNT = 12;

/** Projects that stewards keep, and one group a region that the identity provider moves people in and out of. */
export function drawMembershipPlans(
  draft: WorldDraft,
  { humans, groups, principals }: WorldMembers,
): readonly MembershipPlan[] {
  const random = draft.random.fork("membership plans");
  const present = humans.filter((human) => isThereThroughout(draft, human));
  const stewards = present.filter(({ role }) => role === "steward");
  const sync = principals.services.find(({ duty }) => duty === "identity_sync")?.applicationId ?? "";
  const memberIds = (): readonly string[] =>
    pickSome(random, present, PROJECT_MEMBER_COUNT).map(({ principalId }) => principalId);
  const projects = groups.projects.map((groupId) => ({
    groupId,
    memberIds: memberIds(),
    everyDayCount: 4 + random.below(6),
    keptDayCount: 2 + random.below(3),
    changedBy: pick(random, stewards).userName,
    isSync: false,
  }));
  const synced = groups.rotations.map((groupId) => ({
    groupId,
    memberIds: memberIds(),
    everyDayCount: 2 + random.below(3),
    keptDayCount: 1,
    changedBy: sync,
    isSync: true,
  }));
  return [...projects, ...synced];
}

function isThereThroughout(draft: WorldDraft, { activity, leavesAt, hiredAt }: HumanDraft): boolean {
  return activity > 0 && leavesAt === null && hiredAt < draft.startAt;
}

/** One plan for each schema with an owner group: a steward in it lets people read a table for some days. */
export function drawApprovalPlans(
  draft: WorldDraft,
  { humans, groups }: WorldMembers,
): readonly ApprovalPlan[] {
  const random = draft.random.fork("approval plans");
  return OWNED_SCHEMAS.flatMap((schema) => {
    const owners = groups.idOf(`${schema}-data-owners`);
    const stewards = humans.filter(
      ({ principalId, role }) => role === "steward" && closureOf(draft.account, principalId).has(owners),
    );
    const tables = tablesOf(draft.account, `prod.${schema}.`);
    const askers = humans.filter((human) => isThereThroughout(draft, human));
    if (stewards.length === 0 || tables.length === 0) return [];
    const plan: ApprovalPlan = {
      steward: pick(random, stewards).userName,
      requests: drawRequests(draft, random, { tables, askers }),
      everyDayCount: 5 + random.below(9),
      keptDayCount: 3 + random.below(2),
    };
    return plan.requests.length === 0 ? [] : [plan];
  });
}

function drawRequests(
  draft: WorldDraft,
  random: RandomGenerator,
  { tables, askers }: { readonly tables: readonly string[]; readonly askers: readonly HumanDraft[] },
): ApprovalPlan["requests"] {
  return Array.from({ length: REQUEST_COUNT }, () => ({
    table: pick(random, tables),
    human: pick(random, askers),
  }))
    .filter(({ table, human }) => !securableOf(draft, "table", table).grants.has(human.principalId))
    .map(({ table, human }) => ({ table, principal: human.userName }));
}
