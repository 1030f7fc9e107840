import { DAY_MS, epochMs, HOUR_MS } from "../../domain/units.ts";
import type { ActOrigin } from "../acts/act.ts";
import type { MembershipPlan } from "../world/world.ts";
import {
  isActive,
  type LifeFrame,
  type LifeHour,
  type LivingPerson,
  originOf,
  STREAMS,
} from "./life-frame.ts";
import { atWork } from "./prepare-day.ts";
import { workingDayNumber } from "./season.ts";

/** The hour (UTC) of the nightly full sync, and that in which stewards keep their groups. */
const FULL_SYNC_HOUR = 5;
const STEWARD_HOUR = 10;
/** The sync of the identity provider looks every forty minutes whether anything is new. */
const CYCLE_MS = 40 * 60_000;
/** Share of users that a full sync writes again though nothing changed. */
const REWRITTEN_RATIO = 0.15;
const REWRITE_GAP_MS = 350;

/** What the identity provider's sync does: hires, leavers, memberships, and the noise of its cycles. */
export function addIdentityHour(frame: LifeFrame, hour: LifeHour): void {
  const sync = frame.services.find(({ person }) => person.duty === "identity_sync");
  if (sync === undefined || !isActive(frame.account, sync.person)) return;
  addHiresAndLeavers(frame, hour, sync);
  addCycles(hour, sync);
  const hourOfDay = Math.floor((hour.at % DAY_MS) / HOUR_MS);
  if (hourOfDay === FULL_SYNC_HOUR) addFullSync(frame, hour, sync);
  for (const [index, plan] of frame.world.membershipPlans.entries()) {
    const day = workingDayNumber(frame.world.startAt, hour.at);
    if (day === null || hourOfDay !== (plan.isSync ? FULL_SYNC_HOUR : STEWARD_HOUR)) continue;
    const by = plan.isSync ? sync : atWork(frame, plan.changedBy, hour.at);
    if (by !== undefined) addMembership(frame, hour, { plan, index, by, day });
  }
}

/** Acts on the level of the account. */
function accountOrigin(by: LivingPerson, atMs: number): ActOrigin {
  return { ...originOf(by, epochMs(atMs)), workspaceId: null };
}

function addHiresAndLeavers({ world }: LifeFrame, hour: LifeHour, sync: LivingPerson): void {
  for (const { principalId, hiredAt, leavesAt } of world.persons) {
    const isHired = hiredAt > world.startAt && hiredAt >= hour.at && hiredAt < hour.untilMs;
    const leaves = leavesAt !== null && leavesAt >= hour.at && leavesAt < hour.untilMs;
    if (isHired || leaves)
      hour.acts.push({
        ...accountOrigin(sync, isHired ? hiredAt : (leavesAt ?? hour.at)),
        kind: "set_active",
        principalId,
        isActive: isHired,
      });
  }
}

function addCycles(hour: LifeHour, sync: LivingPerson): void {
  for (let at = Math.ceil(hour.at / CYCLE_MS) * CYCLE_MS; at < hour.untilMs; at += CYCLE_MS)
    hour.acts.push({
      ...accountOrigin(sync, at),
      kind: "login",
      action: "tokenLogin",
      isSuccess: true,
    });
}

/** Users that are written again as they are, in a burst. */
function addFullSync({ world, draws }: LifeFrame, hour: LifeHour, sync: LivingPerson): void {
  draws.restart(STREAMS.identityDay, 0, hour.index);
  let atMs = hour.at + 120_000;
  for (const { kind, name, principalId } of world.persons) {
    if (kind !== "human" || draws.uniform() >= REWRITTEN_RATIO) continue;
    atMs += REWRITE_GAP_MS;
    hour.acts.push({
      ...accountOrigin(sync, atMs),
      kind: "api_call",
      service: "accounts",
      action: "updateUser",
      isAccountLevel: true,
      params: { targetUserName: name, targetUserId: principalId, endpoint: "scim" },
      status: 200,
      error: null,
    });
  }
}

interface Turn {
  readonly plan: MembershipPlan;
  readonly index: number;
  readonly by: LivingPerson;
  readonly day: number;
}

/** The member whose turn begins today joins, or the one whose turn is over leaves. */
function addMembership({ draws }: LifeFrame, hour: LifeHour, { plan, index, by, day }: Turn): void {
  const dayOfTurn = day % plan.everyDayCount;
  const memberId = plan.memberIds[Math.floor(day / plan.everyDayCount) % Math.max(1, plan.memberIds.length)];
  if (memberId === undefined || (dayOfTurn !== 0 && dayOfTurn !== plan.keptDayCount)) return;
  draws.restart(STREAMS.identityDay, 1 + index, hour.index);
  hour.acts.push({
    ...accountOrigin(by, hour.at + draws.below(HOUR_MS)),
    kind: "change_members",
    groupId: plan.groupId,
    add: dayOfTurn === 0 ? [memberId] : [],
    remove: dayOfTurn === 0 ? [] : [memberId],
    isSync: plan.isSync,
  });
}
