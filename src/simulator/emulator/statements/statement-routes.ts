import type { SimulatedWarehouse } from "../../account/account.ts";
import { mayUseObject } from "../../account/may-use-object.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { requiredText, textField } from "../body-fields.ts";
import type { Emulator, EmulatorApp, RouteGroup } from "../emulator.ts";
import type { JsonObject } from "../json.ts";
import { type ExternalLinks, LINK_LIFE_MS, LINK_PATH, openExternalLinks } from "./external-links.ts";
import { checkedChunkIndex, chunkOf, manifestOf } from "./result-chunks.ts";
import { openSqlSessions, type SessionPlace, type SqlSessions } from "./sql-sessions.ts";
import { type ExecuteRequest, executeRequest } from "./statement-request.ts";
import { openStatementStore, type SentStatement, type StatementStore } from "./statement-store.ts";

const STATEMENTS = "/api/2.0/sql/statements";
const SESSIONS = "/api/2.0/sql/sessions";

/** What an error of a statement can be called; everything else is a BAD_REQUEST, told apart by its message. */
const ERROR_CODES = new Set([
  "ABORTED",
  "ALREADY_EXISTS",
  "BAD_REQUEST",
  "CANCELLED",
  "DEADLINE_EXCEEDED",
  "INTERNAL_ERROR",
  "IO_ERROR",
  "NOT_FOUND",
  "RESOURCE_EXHAUSTED",
  "SERVICE_UNDER_MAINTENANCE",
  "TEMPORARILY_UNAVAILABLE",
  "UNAUTHENTICATED",
  "UNKNOWN",
  "WORKSPACE_TEMPORARILY_UNAVAILABLE",
]);

interface Parts {
  readonly emulator: Emulator;
  readonly store: StatementStore;
  readonly sessions: SqlSessions;
  readonly links: ExternalLinks;
}

/**
 * SQL Statement Execution: sessions, statements with their states, chunks, external links, cancel. A statement that
 * fails does so inside of HTTP 200, as documented.
 */
export const statementRoutes: RouteGroup = (app, emulator) => {
  const { simulation, hex, wallClock } = emulator;
  const parts: Parts = {
    emulator,
    store: openStatementStore(simulation.statements, simulation.database, wallClock),
    sessions: openSqlSessions(() => uuidOf(hex(32))),
    links: openExternalLinks({
      hex,
      wallClock,
      url: () => emulator.url(),
      lifeMs: () =>
        emulator.faults.take(["expired_link"], { method: "GET", path: LINK_PATH }) === null
          ? LINK_LIFE_MS
          : -1,
    }),
  };
  emulator.onClose(() => parts.store.stop());
  const common = { scope: "sql" } as const;
  addRoutes(app, emulator, [
    { ...common, method: "POST", path: SESSIONS, handle: (request) => openSession(parts, request) },
    {
      ...common,
      method: "DELETE",
      path: `${SESSIONS}/:id`,
      handle: (request) => closeSession(parts, request),
    },
    { ...common, method: "POST", path: STATEMENTS, handle: (request) => execute(parts, request) },
    {
      ...common,
      method: "GET",
      path: `${STATEMENTS}/:id`,
      handle: (request) => statementAnswer(parts, sentStatement(parts, request)),
    },
    { ...common, method: "DELETE", path: `${STATEMENTS}/:id`, handle: (request) => close(parts, request) },
    {
      ...common,
      method: "POST",
      path: `${STATEMENTS}/:id/cancel`,
      handle: (request) => cancel(parts, request),
    },
    {
      ...common,
      method: "GET",
      path: `${STATEMENTS}/:id/result/chunks/:index`,
      handle: (request) => chunk(parts, request),
    },
  ]);
  addLinkRoute(app, parts);
};

/** Whoever has the link may fetch it; a token sent along is refused, as cloud storage refuses two ways to sign. */
function addLinkRoute(app: EmulatorApp, { links }: Parts): void {
  app.get(`${LINK_PATH}/:key`, (ctx) => {
    if (ctx.req.header("authorization") !== undefined)
      return ctx.text(
        "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>",
        400,
      );
    const link = links.find(ctx.req.param("key"));
    if (link === null || link === "expired")
      return ctx.text("<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", 403);
    return ctx.body(Uint8Array.from(link.bytes), 200, { "content-type": link.contentType });
  });
}

function uuidOf(digits: string): string {
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}

function openSession({ sessions }: Parts, request: ApiRequest): JsonObject {
  usableWarehouse(request, requiredText(request.body, "warehouse_id"));
  const id = sessions.open(request.caller.principalId, {
    catalog: textField(request.body, "catalog"),
    schema: textField(request.body, "schema"),
  });
  return { session_id: id };
}

function closeSession({ sessions }: Parts, request: ApiRequest): JsonObject {
  const id = request.param("id");
  if (!sessions.close(request.caller.principalId, id))
    return fail(404, "RESOURCE_DOES_NOT_EXIST", `Session ${id} does not exist.`);
  return {};
}

/** A stopped warehouse is started by the statement. @throws 404 or 403. */
function usableWarehouse(request: ApiRequest, id: string): SimulatedWarehouse {
  const { account, caller } = request;
  const warehouse = account.warehouses.get(id);
  if (warehouse === undefined)
    return fail(404, "RESOURCE_DOES_NOT_EXIST", `SQL warehouse ${id} does not exist.`);
  const { principalId, workspaceId } = caller;
  if (
    !mayUseObject(account, {
      principalId,
      workspaceId,
      objectType: "warehouses",
      objectId: id,
      level: "CAN_USE",
    })
  )
    return failDenied(
      `User ${caller.name} is not authorized to use warehouse ${id}. Please contact the owner or an administrator for access.`,
    );
  if (warehouse.state === "STOPPED")
    for (const eventType of ["STARTING", "RUNNING"] as const)
      request.perform({ kind: "warehouse_event", warehouseId: id, eventType, clusterCount: 1 });
  return warehouse;
}

async function execute(parts: Parts, request: ApiRequest): Promise<JsonObject> {
  const asked = executeRequest(request.body);
  usableWarehouse(request, asked.warehouseId);
  const place = placeOf(parts, request, asked);
  const { caller } = request;
  const statement = parts.store.start(
    {
      statementId: uuidOf(parts.emulator.hex(32)),
      text: asked.text,
      parameters: asked.parameters,
      catalog: place.catalog,
      schema: place.schema,
      rowLimit: asked.rowLimit,
      caller: { ...caller, warehouseId: asked.warehouseId, application: applicationOf(caller.userAgent) },
    },
    asked,
    ({ use }) => {
      if (use !== null && asked.sessionId !== null) parts.sessions.move(asked.sessionId, use);
    },
  );
  await waitFor(statement, asked);
  return statementAnswer(parts, statement);
}

function placeOf({ sessions }: Parts, request: ApiRequest, asked: ExecuteRequest): SessionPlace {
  if (asked.sessionId === null) return asked;
  const session = sessions.find(request.caller.principalId, asked.sessionId);
  if (session === null)
    return fail(404, "RESOURCE_DOES_NOT_EXIST", `Session ${asked.sessionId} does not exist.`);
  return { catalog: asked.catalog ?? session.catalog, schema: asked.schema ?? session.schema };
}

/** Name of the client program: the first product of the user agent. */
function applicationOf(userAgent: string): string {
  return /^[^\s/]+/.exec(userAgent)?.[0] ?? "unknown";
}

async function waitFor(
  statement: SentStatement,
  { waitMs, isCanceledAfterWait }: ExecuteRequest,
): Promise<void> {
  if (waitMs === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<"timeout">((resolve) => {
    timer = setTimeout(() => resolve("timeout"), waitMs);
  });
  const first = await Promise.race([statement.ended, timeout]);
  clearTimeout(timer);
  if (first !== "timeout" || !isCanceledAfterWait) return;
  statement.abort.abort();
  await statement.ended;
}

function sentStatement({ store }: Parts, request: ApiRequest): SentStatement {
  const id = request.param("id");
  return (
    store.find(request.caller.principalId, id) ?? fail(404, "NOT_FOUND", `The statement ${id} was not found.`)
  );
}

async function statementAnswer(parts: Parts, statement: SentStatement): Promise<JsonObject> {
  const { state, id } = statement;
  switch (state.kind) {
    case "FAILED": {
      const { code, message, sqlState } = state.refusal;
      return {
        statement_id: id,
        status: {
          state: "FAILED",
          error: { error_code: ERROR_CODES.has(code) ? code : "BAD_REQUEST", message },
          ...(sqlState === null ? {} : { sql_state: sqlState }),
        },
      };
    }
    case "SUCCEEDED":
      return {
        statement_id: id,
        status: { state: "SUCCEEDED" },
        manifest: manifestOf(statement, state.result),
        result: await chunkOf(
          contextOf(parts),
          { statement, result: state.result, base: `${STATEMENTS}/${id}` },
          0,
        ),
      };
    default:
      return { statement_id: id, status: { state: state.kind } };
  }
}

function contextOf({ emulator, links }: Parts) {
  return { database: emulator.simulation.database, links };
}

async function chunk(parts: Parts, request: ApiRequest): Promise<JsonObject> {
  const statement = sentStatement(parts, request);
  const { state, id } = statement;
  if (state.kind !== "SUCCEEDED")
    return failInvalid(`The statement ${id} is in state ${state.kind}: it has no results to fetch.`);
  const index = checkedChunkIndex(request.param("index"), state.result);
  return chunkOf(contextOf(parts), { statement, result: state.result, base: `${STATEMENTS}/${id}` }, index);
}

/** May lose to completion; the caller asks for the state until it is a final one. */
function cancel(parts: Parts, request: ApiRequest): JsonObject {
  sentStatement(parts, request).abort.abort();
  return {};
}

async function close(parts: Parts, request: ApiRequest): Promise<JsonObject> {
  await parts.store.close(sentStatement(parts, request));
  return {};
}
