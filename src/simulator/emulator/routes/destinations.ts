import type { SimulatedSecurable } from "../../account/account.ts";
import { isWorkspaceAdmin } from "../../account/admin-roles.ts";
import { chainOf } from "../../account/securable-chain.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { objectField, objectsField, requiredText, textField, textsField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { requireManage, securableTypeOf, seenSecurable } from "../find-securable.ts";
import { isObject, type JsonObject } from "../json.ts";
import { pageOf } from "../paging.ts";

const NOTIFICATIONS = "/api/2.0/notification-destinations";
const REQUESTS = "/api/3.0/rfa";
const ID_DIGIT_COUNT = 32;
/** Limits of access requests. */
const REQUEST_COUNT_MAX = 30;
const COMMENT_CHAR_COUNT_MAX = 200;
const DESTINATION_COUNT_MAX = 5;

/** Kinds of destinations by the field of `config` that describes them, and the fields that are never told again. */
const DESTINATION_TYPES: Readonly<
  Record<string, { readonly type: string; readonly secrets: readonly string[] }>
> = {
  email: { type: "EMAIL", secrets: [] },
  slack: { type: "SLACK", secrets: ["url", "oauth_token"] },
  microsoft_teams: { type: "MICROSOFT_TEAMS", secrets: ["url", "auth_secret"] },
  pagerduty: { type: "PAGERDUTY", secrets: ["integration_key"] },
  generic_webhook: { type: "WEBHOOK", secrets: ["url", "username", "password", "oauth_client_secret"] },
};

interface Destination {
  readonly id: string;
  readonly workspaceId: string;
  readonly displayName: string;
  readonly type: string;
  readonly config: JsonObject;
}

/** Notification destinations of workspaces; destinations of access requests, and the requests: kept and told again. */
export const destinationRoutes: RouteGroup = (app, emulator) => {
  const destinations = new Map<string, Destination>();
  const requestDestinations = new Map<SimulatedSecurable, readonly JsonObject[]>();
  const admin = { scope: "settings" } as const;
  const access = { scope: "unity-catalog" } as const;
  addRoutes(app, emulator, [
    {
      ...admin,
      method: "GET",
      path: NOTIFICATIONS,
      handle: (request) => listDestinations(request, destinations),
    },
    {
      ...admin,
      method: "POST",
      path: NOTIFICATIONS,
      handle: (request) => putDestination(request, destinations),
    },
    {
      ...admin,
      method: "GET",
      path: `${NOTIFICATIONS}/:id`,
      handle: (request) => destinationInfo(destinationOf(request, destinations)),
    },
    {
      ...admin,
      method: "PATCH",
      path: `${NOTIFICATIONS}/:id`,
      handle: (request) => putDestination(request, destinations),
    },
    {
      ...admin,
      method: "DELETE",
      path: `${NOTIFICATIONS}/:id`,
      handle: (request) => {
        destinations.delete(destinationOf(request, destinations).id);
        record(request, "webhookNotifications", "deleteWebhook");
        return {};
      },
    },
    {
      ...access,
      method: "GET",
      path: `${REQUESTS}/destinations/:type/:name`,
      handle: (request) => {
        const securable = seenSecurable(
          request,
          securableTypeOf(request.param("type")),
          request.param("name"),
        );
        return requestDestinationInfo(request, securable, requestDestinations);
      },
    },
    {
      ...access,
      method: "PATCH",
      path: `${REQUESTS}/destinations`,
      handle: (request) => putRequestDestinations(request, requestDestinations),
    },
    {
      ...access,
      method: "POST",
      path: `${REQUESTS}/requests`,
      handle: (request) => requestAccess(request, requestDestinations),
    },
  ]);
};

function record(request: ApiRequest, service: string, action: string): void {
  request.perform({
    kind: "api_call",
    service,
    action,
    isAccountLevel: false,
    params: {},
    status: 200,
    error: null,
  });
}

function requireAdmin({ account, caller }: ApiRequest): void {
  if (!isWorkspaceAdmin(account, caller.principalId, caller.workspaceId))
    failDenied("Only workspace admins can access notification destinations.");
}

function destinationOf(request: ApiRequest, destinations: ReadonlyMap<string, Destination>): Destination {
  requireAdmin(request);
  const id = request.param("id");
  const destination = destinations.get(id);
  return destination?.workspaceId === request.caller.workspaceId
    ? destination
    : fail(404, "RESOURCE_DOES_NOT_EXIST", `Notification destination ${id} does not exist.`);
}

function listDestinations(request: ApiRequest, destinations: ReadonlyMap<string, Destination>): JsonObject {
  requireAdmin(request);
  const page = pageOf(request, {
    items: [...destinations.values()].filter(({ workspaceId }) => workspaceId === request.caller.workspaceId),
    keyOf: ({ id }) => id,
    sizeParameter: "page_size",
  });
  const results = page.items.map(({ id, displayName, type }) => ({
    id,
    display_name: displayName,
    destination_type: type,
  }));
  return { results, next_page_token: page.next_page_token };
}

function putDestination(request: ApiRequest, destinations: Map<string, Destination>): JsonObject {
  requireAdmin(request);
  const { body, caller, emulator } = request;
  const known = request.method === "PATCH" ? destinationOf(request, destinations) : null;
  const config =
    objectField(body, "config") ?? known?.config ?? failInvalid("Missing required field: config");
  const kinds = Object.keys(config).filter((field) => isObject(config[field]));
  const kind = kinds.length === 1 ? DESTINATION_TYPES[kinds[0] ?? ""] : undefined;
  if (kind === undefined) return failInvalid("config must have exactly one kind of destination.");
  const destination = {
    id: known?.id ?? emulator.hex(ID_DIGIT_COUNT),
    workspaceId: caller.workspaceId,
    displayName:
      textField(body, "display_name") ??
      known?.displayName ??
      failInvalid("Missing required field: display_name"),
    type: kind.type,
    config,
  };
  destinations.set(destination.id, destination);
  record(request, "webhookNotifications", known === null ? "createWebhook" : "updateWebhook");
  return destinationInfo(destination);
}

/** Secrets come back as `<field>_set`. */
function destinationInfo({ id, displayName, type, config }: Destination): JsonObject {
  const shown = Object.entries(config).map(([kind, fields]) => {
    const secrets = DESTINATION_TYPES[kind]?.secrets ?? [];
    const entries = Object.entries(isObject(fields) ? fields : {}).map(([field, value]) =>
      secrets.includes(field) ? ([`${field}_set`, true] as const) : ([field, value] as const),
    );
    return [kind, Object.fromEntries(entries)] as const;
  });
  return { id, display_name: displayName, destination_type: type, config: Object.fromEntries(shown) };
}

/** What is configured on the securable itself or, where there is nothing, on what it lies in. */
function requestDestinationInfo(
  { account }: ApiRequest,
  securable: SimulatedSecurable,
  known: ReadonlyMap<SimulatedSecurable, readonly JsonObject[]>,
): JsonObject {
  const source = chainOf(account, securable).find((level) => (known.get(level)?.length ?? 0) > 0);
  return {
    securable: securableRef(securable),
    securable_type: securable.type.toUpperCase(),
    full_name: securable.name,
    destinations: source === undefined ? [] : known.get(source),
    destination_source_securable: source === undefined ? undefined : securableRef(source),
    are_any_destinations_hidden: false,
  };
}

function securableRef({ type, name }: SimulatedSecurable): JsonObject {
  return { type: type.toUpperCase(), full_name: name };
}

function putRequestDestinations(
  request: ApiRequest,
  known: Map<SimulatedSecurable, readonly JsonObject[]>,
): JsonObject {
  const { body } = request;
  const ref = objectField(body, "securable") ?? failInvalid("Missing required field: securable");
  const securable = seenSecurable(
    request,
    securableTypeOf(requiredText(ref, "type")),
    requiredText(ref, "full_name"),
  );
  requireManage(request, securable);
  const destinations = objectsField(body, "destinations");
  const ofType = (isMatch: (type: string) => boolean) =>
    destinations.filter((destination) => isMatch(requiredText(destination, "destination_type"))).length;
  const urlCount = ofType((type) => type === "URL");
  const emailCount = ofType((type) => type === "EMAIL");
  const externalCount = destinations.length - urlCount - emailCount;
  if (urlCount > 0 && destinations.length > 1)
    return failInvalid("A URL destination cannot stand beside others.");
  if (emailCount > DESTINATION_COUNT_MAX || externalCount > DESTINATION_COUNT_MAX)
    return failInvalid(
      `At most ${DESTINATION_COUNT_MAX} email and ${DESTINATION_COUNT_MAX} external destinations are allowed.`,
    );
  known.set(securable, destinations);
  record(request, "RFA", "updateAccessRequestDestinations");
  return requestDestinationInfo(request, securable, known);
}

function requestAccess(
  request: ApiRequest,
  known: ReadonlyMap<SimulatedSecurable, readonly JsonObject[]>,
): JsonObject {
  const requests = objectsField(request.body, "requests");
  if (requests.length > REQUEST_COUNT_MAX)
    return failInvalid(`At most ${REQUEST_COUNT_MAX} requests are allowed.`);
  const responses = requests.map((asked) => {
    if ((textField(asked, "comment")?.length ?? 0) > COMMENT_CHAR_COUNT_MAX)
      return failInvalid(`A comment can have ${COMMENT_CHAR_COUNT_MAX} characters at most.`);
    const wanted = objectsField(asked, "securable_permissions").map((permission) => {
      const ref = objectField(permission, "securable") ?? failInvalid("Missing required field: securable");
      if (textsField(permission, "permissions").length === 0)
        return failInvalid("Missing required field: permissions");
      return seenSecurable(
        request,
        securableTypeOf(requiredText(ref, "type")),
        requiredText(ref, "full_name"),
      );
    });
    const behalfOf = asked["behalf_of"] ?? {
      id: request.caller.principalId,
      principal_type: "USER_PRINCIPAL",
    };
    return {
      behalf_of: behalfOf,
      request_destinations: wanted.map((securable) => requestDestinationInfo(request, securable, known)),
    };
  });
  record(request, "RFA", "batchCreateAccessRequests");
  return { responses };
}
