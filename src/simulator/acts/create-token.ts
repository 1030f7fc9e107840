import { createHash } from "node:crypto";
import { epochMs } from "../../domain/units.ts";
import { touchAccount } from "../account/account-caches.ts";
import { forbidden, invalidValue } from "../account/account-refusals.ts";
import { isWorkspaceAdmin } from "../account/admin-roles.ts";
import { mayUseObject } from "../account/may-use-object.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** How values of personal access tokens begin. */
const TOKEN_PREFIX = "dapi";
const VALUE_LENGTH = 32;
const TOKEN_ID_LENGTH = 64;
/** Expiry of a token that never expires, in the audit log. */
const NEVER = -1;

/**
 * A personal access token is minted, for oneself or, by an administrator of the workspace, for somebody else. Its value
 * is told once, as `made.value`.
 */
export const createTokenAct = defineAct({
  kind: "create_token",
  check(context, act) {
    const { account } = context;
    const { workspaceId } = act;
    if (workspaceId === null) return invalidValue("Personal access tokens belong to a workspace.");
    if (!account.principals.has(act.ownerId)) return missing(`Principal with id ${act.ownerId}`);
    const principalId = callerIdOf(context, act);
    if (principalId === null) return null;
    if (act.ownerId !== principalId && !isWorkspaceAdmin(account, principalId, workspaceId))
      return forbidden(`User ${act.actor} is not an administrator of workspace ${workspaceId}.`);
    const use = { objectType: "authorization", objectId: "tokens", level: "CAN_USE" };
    return mayUseObject(account, { principalId, workspaceId, ...use })
      ? null
      : forbidden(`User ${act.actor} is not permitted to use personal access tokens.`);
  },
  apply(context, act) {
    const { account } = context;
    const value = `${TOKEN_PREFIX}${context.hex(VALUE_LENGTH)}`;
    const id = act.newId ?? context.hex(TOKEN_ID_LENGTH);
    account.tokens.set(id, {
      id,
      valueHash: createHash("sha256").update(value).digest("hex"),
      owner: act.ownerId,
      createdBy: act.actor,
      workspaceId: act.workspaceId ?? "",
      comment: act.comment,
      createdAt: act.at,
      expiresAt: act.lifetimeMs === null ? null : epochMs(act.at + act.lifetimeMs),
      scopes: act.scopes,
      lastUsedAt: null,
    });
    touchAccount(account, "objects");
    return { kind: "done", made: { id, value } };
  },
  record(context, act, outcome) {
    const token = outcome.kind === "done" ? context.account.tokens.get(outcome.made["id"] ?? "") : undefined;
    logAudit(context, act, {
      service: "accounts",
      action: "generateDbToken",
      isAccountLevel: false,
      params: { userId: act.ownerId },
      ownParams: {
        tokenExpirationTime: String(act.lifetimeMs === null ? NEVER : act.at + act.lifetimeMs),
        ...(token === undefined ? {} : { tokenHash: token.valueHash }),
      },
      outcome,
    });
  },
});
