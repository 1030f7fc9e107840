import type { ActContent } from "../acts/act.ts";
import { refuseWith } from "./refuse.ts";
import type { StatementWork } from "./statement-work.ts";

/** An act of the statement's caller, now. @throws the refusal of the act. */
export function performAs(work: StatementWork, content: ActContent): void {
  const { caller } = work.request;
  const outcome = work.parts.perform({
    at: work.parts.now(),
    actor: work.session.user,
    workspaceId: caller.workspaceId,
    address: caller.address,
    userAgent: caller.userAgent,
    tokenId: caller.tokenId,
    ...content,
  });
  if (outcome.kind === "refused") refuseWith(outcome.refusal);
}
