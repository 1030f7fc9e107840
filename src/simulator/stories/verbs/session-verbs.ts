import { defineVerb, type StepPlacing, type StoryVerb } from "./define-verb.ts";

/** Ways to log in, as the audit log names them. */
const LOGIN_ACTIONS: Readonly<Record<string, string>> = {
  sso: "samlLogin",
  browser: "aadBrowserLogin",
  mfa: "mfaLogin",
  token: "tokenLogin",
  oauth: "oidcTokenAuthorization",
};
const METHODS = Object.keys(LOGIN_ACTIONS).join("|");
const HTTP_OK = 200;
const DAY_MS = 86_400_000;
/** Longest lifetime of an OAuth secret. Source: Databricks documentation, "OAuth machine-to-machine". */
const SECRET_LIFETIME_MS = 730 * DAY_MS;

function logIn(step: StepPlacing, isSuccess: boolean): void {
  const actor = step.actor("who");
  const usual = actor.profile.tokenId !== null ? "token" : actor.profile.isService ? "oauth" : "sso";
  const method = step.slots.has("method") ? step.slots.word("method") : usual;
  actor.act({ kind: "login", action: LOGIN_ACTIONS[method] ?? "samlLogin", isSuccess });
}

export const SESSION_VERBS: readonly StoryVerb[] = [
  defineVerb({ phrase: `<who:actor> logs in [by <method:${METHODS}>]`, place: (step) => logIn(step, true) }),
  defineVerb({
    phrase: `<who:actor> fails to log in [by <method:${METHODS}>]`,
    place: (step) => logIn(step, false),
  }),
  defineVerb({
    phrase: "<who:actor> now comes from <network:network>",
    place(step) {
      step.actor("who").change({ address: step.slots.one("network", "network").address });
    },
  }),
  defineVerb({
    phrase: "<who:actor> now uses <credential:credential>",
    place(step) {
      const [credential] = step.slots.values("credential");
      if (credential !== undefined && "id" in credential)
        step.actor("who").change({ tokenId: credential.id });
    },
  }),
  defineVerb({
    phrase: "<who:actor> now calls itself <agent:text>",
    place(step) {
      const agent = step.slots.text("agent");
      step.actor("who").change({ userAgent: agent, application: agent });
    },
  }),
  defineVerb({
    phrase: "<who:actor> now works in <workspace:workspace>",
    place(step) {
      step.actor("who").change({ workspaceId: step.slots.one("workspace", "workspace").id });
    },
  }),
  defineVerb({
    phrase: "<who:actor> now works on <warehouse:warehouse>",
    place(step) {
      const { id } = step.slots.one("warehouse", "warehouse");
      const workspaceId = step.ground.account.warehouses.get(id)?.workspaceId;
      step.actor("who").change({ warehouseId: id, ...(workspaceId === undefined ? {} : { workspaceId }) });
    },
  }),
  defineVerb({
    phrase: "<who:actor> is back to usual",
    place: (step) => step.actor("who").backToUsual(),
  }),
  defineVerb({
    phrase:
      "<who:actor> mints <token:token> [for <owner:actor>] [lasting <lifetime:duration>] [saying <comment:text>]",
    place(step) {
      const { slots } = step;
      const actor = step.actor("who");
      actor.act({
        kind: "create_token",
        ownerId: slots.has("owner") ? slots.one("owner", "principal").id : actor.profile.principalId,
        comment: slots.has("comment") ? slots.text("comment") : "",
        lifetimeMs: slots.has("lifetime") ? slots.durationMs("lifetime") : null,
        scopes: [],
        newId: slots.one("token", "token").id,
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> revokes <token:token>",
    place(step) {
      step.actor("who").act({ kind: "revoke_token", revokedTokenId: step.slots.one("token", "token").id });
    },
  }),
  defineVerb({
    phrase: "<who:actor> creates <secret:secret> [lasting <lifetime:duration>]",
    place(step) {
      const { slots } = step;
      const secret = slots.one("secret", "secret");
      step.actor("who").act({
        kind: "create_secret",
        servicePrincipalId: secret.servicePrincipalId,
        lifetimeMs: slots.has("lifetime") ? slots.durationMs("lifetime") : SECRET_LIFETIME_MS,
        scopes: ["all-apis"],
        newId: secret.id,
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> deletes <secret:secret>",
    place(step) {
      step.actor("who").act({ kind: "delete_secret", secretId: step.slots.one("secret", "secret").id });
    },
  }),
  defineVerb({
    phrase: "<who:actor> calls <call:text> [with <params:params>] [failing with <status:amount>]",
    place(step) {
      const { slots } = step;
      const [service = "", action = ""] = slots.text("call").split(".");
      const status = slots.has("status") ? slots.count("status") : HTTP_OK;
      step.actor("who").act({
        kind: "api_call",
        service,
        action,
        isAccountLevel: false,
        params: slots.has("params") ? slots.params("params") : {},
        status,
        error: status === HTTP_OK ? null : "The request was refused.",
      });
    },
  }),
];
