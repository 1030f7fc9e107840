import type { Refusal } from "../account/account.ts";
import type { Act, ActKind, Outcome } from "./act.ts";
import { ACT_DEFINITIONS } from "./act-definitions.ts";
import { callerOf, refuseCaller } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";
import { loginActionOf, logLogin } from "./login.ts";
import { settleRuns } from "./open-runs.ts";

/**
 * Acts that nobody has to sign in for: logins themselves, what the platform does by itself, and calls of recipients of
 * shares, which are no principals (`isRecipientCall`). A run of a job looks at who it runs as when it starts.
 */
const WITHOUT_SIGN_IN: ReadonlySet<ActKind> = new Set<ActKind>(["login", "job_run", "usage", "disturb"]);
/** Any definition, given the act of its own kind: methods are checked in both directions, so that the map fits. */
interface PerformedDefinition {
  check(context: ActContext, act: Act): Refusal | null;
  apply(context: ActContext, act: Act): Outcome;
  record(context: ActContext, act: Act, outcome: Outcome): void;
}

/** How actions of Delta Sharing begin. */
const RECIPIENT_ACTIONS = "deltaSharing";

/**
 * Performs one act: lets the caller sign in, checks its rights, changes the account, and leaves the telemetry that
 * Databricks would leave, of a refused act too. Rows of job runs that have come to their next hour or end by `act.at`
 * are left first. Acts come in order of time.
 *
 * A caller who cannot sign in (inactive, unknown, token gone or expired) leaves nothing but a failed login.
 */
export function performAct(context: ActContext, act: Act): Outcome {
  settleRuns(context, act.at);
  if (!WITHOUT_SIGN_IN.has(act.kind) && !isRecipientCall(act)) {
    const refusal = refuseCaller(context, act);
    if (refusal !== null) {
      const action = loginActionOf(callerOf(context, act), act.tokenId);
      logLogin(context, act, { action, error: `${refusal.code}: ${refusal.message}` });
      return { kind: "refused", refusal };
    }
  }
  const definition: PerformedDefinition = ACT_DEFINITIONS[act.kind];
  const refusal = definition.check(context, act);
  const outcome: Outcome = refusal === null ? definition.apply(context, act) : { kind: "refused", refusal };
  definition.record(context, act, outcome);
  return outcome;
}

function isRecipientCall(act: Act): boolean {
  return act.kind === "api_call" && act.action.startsWith(RECIPIENT_ACTIONS);
}
