import type { SimulatedSecret } from "../../account/account.ts";
import { mayManagePrincipal } from "../../account/may-manage-principal.ts";
import { valueHash } from "../access-tokens.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes } from "../api-route.ts";
import { textField, textsField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import type { JsonObject } from "../json.ts";
import { pageOf } from "../paging.ts";

const VALUE_DIGIT_COUNT = 32;
/** How values of secrets begin. */
const SECRET_PREFIX = "dose";
/** Two years, as Databricks has it. */
const LIFETIME_S_DEFAULT = 730 * 86_400;

/** OAuth secrets of service principals, on the level of the account and through a workspace. */
export const secretRoutes: RouteGroup = (app, emulator) => {
  const bases = [
    { base: "/api/2.0/accounts/servicePrincipals/:id/credentials/secrets", level: "workspace" },
    { base: "/api/2.0/accounts/:account/servicePrincipals/:id/credentials/secrets", level: "account" },
  ] as const;
  addRoutes(
    app,
    emulator,
    bases.flatMap(({ base, level }): readonly ApiRoute[] => {
      const common = { scope: "access-management", level } as const;
      return [
        { ...common, method: "GET", path: base, handle: (request) => list(request, level) },
        { ...common, method: "POST", path: base, handle: (request) => create(request, level) },
        {
          ...common,
          method: "DELETE",
          path: `${base}/:secret`,
          handle: (request) => {
            const id = request.param("secret");
            const isOwn = request.account.secrets.get(id)?.owner === servicePrincipalId(request);
            if (!isOwn) return fail(404, "RESOURCE_DOES_NOT_EXIST", `Secret ${id} does not exist.`);
            request.perform({ kind: "delete_secret", secretId: id }, level);
            return {};
          },
        },
      ];
    }),
  );
};

function servicePrincipalId(request: ApiRequest): string {
  const { account, param } = request;
  const accountId = param("account");
  const principal = account.principals.get(param("id"));
  const isKnown = accountId === "" || accountId === account.accountId;
  return isKnown && principal?.kind === "service_principal"
    ? principal.id
    : fail(404, "RESOURCE_DOES_NOT_EXIST", `Service principal with id ${param("id")} not found.`);
}

function secretInfo(secret: SimulatedSecret): JsonObject {
  const created = new Date(secret.createdAt).toISOString();
  return {
    id: secret.id,
    status: "ACTIVE",
    secret_hash: secret.valueHash,
    create_time: created,
    update_time: created,
    expire_time: new Date(secret.expiresAt).toISOString(),
    scopes: secret.scopes.length === 0 ? undefined : secret.scopes,
  };
}

function list(request: ApiRequest, level: "workspace" | "account"): JsonObject {
  const { account, caller } = request;
  const id = servicePrincipalId(request);
  const workspaceId = level === "account" ? null : caller.workspaceId;
  if (!mayManagePrincipal(account, { callerId: caller.principalId, workspaceId, targetId: id }))
    return failDenied(`User ${caller.name} is not authorized to manage service principal ${id}.`);
  const page = pageOf(request, {
    items: [...account.secrets.values()].filter(({ owner }) => owner === id),
    keyOf: (secret) => secret.id,
    sizeParameter: "page_size",
  });
  return { secrets: page.items.map(secretInfo), next_page_token: page.next_page_token };
}

/** As for tokens: the value that is told cannot be guessed. */
function create(request: ApiRequest, level: "workspace" | "account"): JsonObject {
  const { account, emulator } = request;
  const made = request.perform(
    {
      kind: "create_secret",
      servicePrincipalId: servicePrincipalId(request),
      lifetimeMs: lifetimeS(request.body) * 1_000,
      scopes: textsField(request.body, "scopes"),
    },
    level,
  );
  const value = `${SECRET_PREFIX}${emulator.hex(VALUE_DIGIT_COUNT)}`;
  const known = account.secrets.get(made["id"] ?? "");
  if (known === undefined) return fail(500, "INTERNAL_ERROR", "The secret was not created.");
  const secret = { ...known, valueHash: valueHash(value) };
  account.secrets.set(secret.id, secret);
  return { ...secretInfo(secret), secret: value };
}

/** A duration as protocol buffers write it: `7776000s`. */
function lifetimeS(body: JsonObject): number {
  const text = textField(body, "lifetime");
  if (text === null || text === "") return LIFETIME_S_DEFAULT;
  const seconds = /^(\d{1,9})(?:\.\d+)?s$/.exec(text)?.[1];
  return seconds === undefined ? failInvalid(`'${text}' is not a duration in seconds.`) : Number(seconds);
}
