import type { SimulatedToken } from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import { forbidden } from "../account/account-refusals.ts";
import { isWorkspaceAdmin } from "../account/admin-roles.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** What was revoked, for the row of the act that did it. */
const REVOKED = new WeakMap<ActOf<"revoke_token">, SimulatedToken>();

/** A personal access token ends at once, by its owner or an administrator of its workspace. */
export const revokeTokenAct = defineAct({
  kind: "revoke_token",
  check(context, act) {
    const token = context.account.tokens.get(act.revokedTokenId);
    if (token === undefined) return missing(`Token ${act.revokedTokenId}`);
    const callerId = callerIdOf(context, act);
    if (callerId === null || callerId === token.owner) return null;
    return isWorkspaceAdmin(context.account, callerId, token.workspaceId)
      ? null
      : forbidden(`User ${act.actor} is not an administrator of workspace ${token.workspaceId}.`);
  },
  apply(context, act) {
    const token = context.account.tokens.get(act.revokedTokenId);
    if (token === undefined) return DONE;
    REVOKED.set(act, token);
    context.account.tokens.delete(act.revokedTokenId);
    touchAccount(context.account, "objects");
    return DONE;
  },
  record(context, act, outcome) {
    const token = REVOKED.get(act) ?? context.account.tokens.get(act.revokedTokenId);
    logAudit(context, act, {
      service: "accounts",
      action: "revokeDbToken",
      isAccountLevel: false,
      params: { userId: token?.owner ?? "" },
      ownParams: { tokenHash: token?.valueHash ?? act.revokedTokenId },
      outcome,
    });
  },
});
