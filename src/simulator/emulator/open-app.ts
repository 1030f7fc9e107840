import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Refusal } from "../account/account.ts";
import { errorBody, fail, failureOf, scimErrorBody } from "./api-error.ts";
import { applyFaults } from "./apply-faults.ts";
import type { Emulator, EmulatorApp, EmulatorContext, EmulatorEnv, RouteGroup } from "./emulator.ts";
import { workspacePrefix } from "./workspace-prefix.ts";

/** A statement's text may have 16 MiB; the JSON around it, and its escapes, need some more. */
const BODY_BYTES_MAX = 24 * 1024 * 1024;
const REQUEST_ID_DIGIT_COUNT = 32;
const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The server without a socket: what every request goes through, then the groups of routes. */
export function openApp(emulator: Emulator, groups: readonly RouteGroup[]): EmulatorApp {
  const app = new Hono<EmulatorEnv>({ getPath: pathOf });
  app.use(async (ctx, next) => {
    const requestId = ctx.req.header("x-request-id") ?? requestIdOf(emulator);
    ctx.set("requestId", requestId);
    ctx.set("caller", null);
    ctx.set("workspaceId", defaultWorkspaceId(emulator));
    ctx.header("x-request-id", requestId);
    ctx.header("server", "databricks");
    checkHost(ctx);
    ctx.set("workspaceId", workspaceOf(emulator, ctx));
    ctx.header("x-databricks-org-id", ctx.get("workspaceId"));
    emulator.lagging.settle();
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: BODY_BYTES_MAX,
      onError: () => fail(413, "MALFORMED_REQUEST", "Request body is too large."),
    }),
  );
  app.use(applyFaults(emulator));
  for (const addGroup of groups) addGroup(app, emulator);
  app.notFound((ctx) => errorAnswer(ctx, noEndpoint(ctx)));
  app.onError((error, ctx) => errorAnswer(ctx, failureOf(error) ?? internalError(error)));
  return app;
}

function requestIdOf({ hex }: Emulator): string {
  const digits = hex(REQUEST_ID_DIGIT_COUNT);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}

/** A page of another origin cannot reach the server by a name of its own that leads to loopback. */
function checkHost(ctx: EmulatorContext): void {
  const { hostname } = new URL(ctx.req.url);
  if (!LOOPBACK_NAMES.has(hostname))
    fail(403, "PERMISSION_DENIED", "This server answers on loopback names only.");
}

function defaultWorkspaceId({ simulation }: Emulator): string {
  return simulation.account.workspaces.keys().next().value ?? "0";
}

function pathOf(request: Request): string {
  const path = new URL(request.url).pathname;
  const rest = path.slice(workspacePrefix(path).length).replace(/(?<=.)\/$/, "");
  return rest === "" ? "/" : rest;
}

/** The workspace that a request speaks to: by prefix of the path, by header, else the first one. */
function workspaceOf(emulator: Emulator, ctx: EmulatorContext): string {
  const prefix = /\d+/.exec(workspacePrefix(new URL(ctx.req.url).pathname))?.[0];
  const header = ctx.req.header("x-databricks-workspace-id") ?? ctx.req.header("x-databricks-org-id");
  const named = prefix ?? header ?? ctx.req.query("o");
  if (named === undefined || named === "") return defaultWorkspaceId(emulator);
  return emulator.simulation.account.workspaces.has(named)
    ? named
    : fail(404, "RESOURCE_DOES_NOT_EXIST", `Workspace ${named} does not exist.`);
}

function noEndpoint(ctx: EmulatorContext): Refusal {
  const message = `No API found for '${ctx.req.method} ${ctx.req.path}'`;
  return { status: 404, code: "ENDPOINT_NOT_FOUND", message, sqlState: null };
}

function internalError(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, code: "INTERNAL_ERROR", message, sqlState: null };
}

function errorAnswer(ctx: EmulatorContext, refusal: Refusal): Response {
  const path = ctx.req.path;
  const isScim = path.includes("/scim/v2/");
  const body = isScim ? scimErrorBody(refusal) : errorBody(refusal, ctx.get("requestId"), path);
  const response = ctx.json(body);
  return new Response(response.body, { status: refusal.status, headers: response.headers });
}
