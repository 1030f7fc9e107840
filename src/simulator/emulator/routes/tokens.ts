import { principalName, type SimulatedToken } from "../../account/account.ts";
import { isWorkspaceAdmin } from "../../account/admin-roles.ts";
import { TOKEN_PREFIX, valueHash } from "../access-tokens.ts";
import { fail, failDenied } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { numberField, requiredText, textField, textsField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import type { JsonObject } from "../json.ts";
import { nameOfPrincipal } from "../securable-info.ts";

const VALUE_DIGIT_COUNT = 32;
const MANAGEMENT = "/api/2.0/token-management";
const MANAGEMENT_SCOPE = "access-management";

/** Personal access tokens: one's own, and those of a workspace for its administrators. */
export const tokenRoutes: RouteGroup = (app, emulator) => {
  addRoutes(app, emulator, [
    { method: "POST", path: "/api/2.0/token/create", scope: "tokens", handle: createOwn },
    { method: "GET", path: "/api/2.0/token/list", scope: "tokens", handle: listOwn },
    {
      method: "POST",
      path: "/api/2.0/token/delete",
      scope: "tokens",
      handle: (request) => {
        const id = requiredText(request.body, "token_id");
        const isOwn = request.account.tokens.get(id)?.owner === request.caller.principalId;
        if (!isOwn) return failMissing(id);
        request.perform({ kind: "revoke_token", revokedTokenId: id });
        return {};
      },
    },
    { method: "GET", path: `${MANAGEMENT}/tokens`, scope: MANAGEMENT_SCOPE, handle: listAll },
    {
      method: "GET",
      path: `${MANAGEMENT}/tokens/:id`,
      scope: MANAGEMENT_SCOPE,
      handle: (request) => ({ token_info: tokenInfo(request, managedToken(request)) }),
    },
    {
      method: "DELETE",
      path: `${MANAGEMENT}/tokens/:id`,
      scope: MANAGEMENT_SCOPE,
      handle: (request) => {
        request.perform({ kind: "revoke_token", revokedTokenId: managedToken(request).id });
        return {};
      },
    },
    {
      method: "POST",
      path: `${MANAGEMENT}/on-behalf-of/tokens`,
      scope: MANAGEMENT_SCOPE,
      handle: createOnBehalf,
    },
  ]);
};

function failMissing(id: string): never {
  return fail(404, "RESOURCE_DOES_NOT_EXIST", `Token with ID ${id} does not exist.`);
}

function createOwn(request: ApiRequest): JsonObject {
  const { token, value } = create(request, request.caller.principalId);
  return { token_value: value, token_info: ownInfo(token) };
}

function createOnBehalf(request: ApiRequest): JsonObject {
  requireAdmin(request);
  const applicationId = requiredText(request.body, "application_id");
  const owner = [...request.account.principals.values()].find(
    (principal) => principal.kind === "service_principal" && principal.applicationId === applicationId,
  );
  if (owner === undefined)
    return fail(
      404,
      "RESOURCE_DOES_NOT_EXIST",
      `Service principal with application ID ${applicationId} does not exist.`,
    );
  const { token, value } = create(request, owner.id);
  return { token_value: value, token_info: tokenInfo(request, token) };
}

/** The value that the act made follows from the world's seed; the one that is told cannot be guessed. */
function create(
  request: ApiRequest,
  ownerId: string,
): { readonly token: SimulatedToken; readonly value: string } {
  const { account, body, emulator } = request;
  const lifetimeS = numberField(body, "lifetime_seconds");
  const made = request.perform({
    kind: "create_token",
    ownerId,
    comment: textField(body, "comment") ?? "",
    lifetimeMs: lifetimeS === null || lifetimeS <= 0 ? null : lifetimeS * 1_000,
    scopes: textsField(body, "scopes"),
  });
  const value = `${TOKEN_PREFIX}${emulator.hex(VALUE_DIGIT_COUNT)}`;
  const known = account.tokens.get(made["id"] ?? "") ?? failMissing(made["id"] ?? "");
  const token = { ...known, valueHash: valueHash(value) };
  account.tokens.set(token.id, token);
  return { token, value };
}

/** -1 where a token never expires. */
function ownInfo(token: SimulatedToken): JsonObject {
  return {
    token_id: token.id,
    comment: token.comment,
    creation_time: token.createdAt,
    expiry_time: token.expiresAt ?? -1,
    scopes: token.scopes.length === 0 ? undefined : token.scopes,
  };
}

function tokenInfo({ account }: ApiRequest, token: SimulatedToken): JsonObject {
  const creator = [...account.principals.values()].find(
    (principal) => principalName(principal) === token.createdBy,
  );
  return {
    ...ownInfo(token),
    owner_id: Number(token.owner),
    created_by_id: Number(creator?.id ?? token.owner),
    created_by_username: token.createdBy,
    last_used_day: token.lastUsedAt ?? undefined,
    workspace_id: Number(token.workspaceId),
  };
}

function listOwn({ account, caller }: ApiRequest): JsonObject {
  const own = [...account.tokens.values()].filter(
    ({ owner, workspaceId }) => owner === caller.principalId && workspaceId === caller.workspaceId,
  );
  return { token_infos: own.map(ownInfo) };
}

function requireAdmin({ account, caller }: ApiRequest): void {
  if (!isWorkspaceAdmin(account, caller.principalId, caller.workspaceId))
    failDenied("Only workspace admins can access the token management API.");
}

function listAll(request: ApiRequest): JsonObject {
  requireAdmin(request);
  const { account, caller, query } = request;
  const byId = query.get("created_by_id");
  const byName = query.get("created_by_username")?.toLowerCase();
  const tokens = [...account.tokens.values()].filter(
    (token) =>
      token.workspaceId === caller.workspaceId &&
      (byName === undefined || token.createdBy.toLowerCase() === byName) &&
      (byId === null || nameOfPrincipal(account, byId) === token.createdBy),
  );
  return { token_infos: tokens.map((token) => tokenInfo(request, token)) };
}

function managedToken(request: ApiRequest): SimulatedToken {
  requireAdmin(request);
  const token = request.account.tokens.get(request.param("id"));
  return token?.workspaceId === request.caller.workspaceId ? token : failMissing(request.param("id"));
}
