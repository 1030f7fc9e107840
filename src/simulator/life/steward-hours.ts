import { DAY_MS, epochMs, HOUR_MS } from "../../domain/units.ts";
import { type LifeFrame, type LifeHour, originOf, STREAMS } from "./life-frame.ts";
import { atWork } from "./prepare-day.ts";
import { workingDayNumber } from "./season.ts";

/** Stewards work through requests in this hour (UTC). */
const REQUEST_HOUR = 11;

/** Grants that stewards give on request, and take back some days later. Over the whole account a few a week. */
export function addStewardHour(frame: LifeFrame, hour: LifeHour): void {
  const { world, draws } = frame;
  if (Math.floor((hour.at % DAY_MS) / HOUR_MS) !== REQUEST_HOUR) return;
  const day = workingDayNumber(world.startAt, hour.at);
  if (day === null) return;
  for (const [index, plan] of world.approvalPlans.entries()) {
    const dayOfTurn = (day + index) % plan.everyDayCount;
    if (dayOfTurn !== 0 && dayOfTurn !== plan.keptDayCount) continue;
    const turn = Math.floor((day + index) / plan.everyDayCount);
    const request = plan.requests[turn % plan.requests.length];
    const steward = atWork(frame, plan.steward, hour.at);
    if (request === undefined || steward === undefined) continue;
    draws.restart(STREAMS.stewardDay, index, hour.index);
    hour.acts.push({
      ...originOf(steward, epochMs(hour.at + draws.below(HOUR_MS))),
      workspaceId: world.workspaceIds.prod,
      kind: "change_grants",
      securable: { type: "table", name: request.table },
      changes: [
        {
          principal: request.principal,
          add: dayOfTurn === 0 ? ["SELECT"] : [],
          remove: dayOfTurn === 0 ? [] : ["SELECT"],
        },
      ],
    });
  }
}
