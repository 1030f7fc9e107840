import { epochMs } from "../../domain/units.ts";
import type { Account } from "../account/account.ts";
import type { ActContent } from "../acts/act.ts";
import { fail, failureOf, failWith } from "./api-error.ts";
import { type ApiLevel, authenticate } from "./authenticate.ts";
import type { Caller, Emulator, EmulatorApp, EmulatorContext } from "./emulator.ts";
import { isObject, type JsonObject, type JsonValue, parseJson } from "./json.ts";

/** One request, its caller known and its body read. */
export interface ApiRequest {
  readonly emulator: Emulator;
  readonly account: Account;
  readonly caller: Caller;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** `{}` where none was sent. */
  readonly body: JsonObject;
  /** A part of the path; an empty text where the route has none of that name. */
  param(name: string): string;
  /** Performs an act as the caller, now. Returns what it made. @throws its refusal. */
  perform(content: ActContent, level?: ApiLevel): Readonly<Record<string, string>>;
}

/** What a call leaves in the audit log when no act of its own does: reads, and writes of what the account does not model. */
export interface AuditedAs {
  readonly service: string;
  readonly action: string;
  readonly isAccountLevel?: boolean;
  readonly params?: (request: ApiRequest) => Readonly<Record<string, string>>;
}

export interface ApiRoute {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** Scope that OAuth tokens need; null: any. */
  readonly scope: string | null;
  /** `workspace` unless said. */
  readonly level?: ApiLevel;
  readonly audit?: AuditedAs;
  /** Status of success; 200 unless said. */
  readonly status?: 200 | 201 | 204;
  /** The body of the answer; null for none. */
  handle(request: ApiRequest): JsonValue | Promise<JsonValue>;
}

export function addRoutes(app: EmulatorApp, emulator: Emulator, routes: readonly ApiRoute[]): void {
  for (const route of routes)
    app.on(route.method, [route.path], async (ctx) => {
      const body = await readBody(ctx);
      const caller = authenticate(emulator, ctx, { scope: route.scope, level: route.level ?? "workspace" });
      const request = apiRequest(emulator, ctx, { caller, body: bodyObject(body) });
      const answer = await audited(route, request);
      if (route.status === 204 || answer === null) return ctx.body(null, route.status ?? 200);
      return ctx.json(answer, route.status ?? 200);
    });
}

async function readBody(ctx: EmulatorContext): Promise<string> {
  return ctx.req.method === "GET" ? "" : ctx.req.text();
}

function bodyObject(text: string): JsonObject {
  if (text.trim() === "") return {};
  const value = parseJson(text);
  if (value === undefined) return fail(400, "MALFORMED_REQUEST", "Could not parse request body as JSON.");
  return isObject(value)
    ? value
    : fail(400, "MALFORMED_REQUEST", "Could not parse request object: expected a JSON object.");
}

function apiRequest(
  emulator: Emulator,
  ctx: EmulatorContext,
  { caller, body }: { readonly caller: Caller; readonly body: JsonObject },
): ApiRequest {
  const url = new URL(ctx.req.url);
  return {
    emulator,
    account: emulator.simulation.account,
    caller,
    method: ctx.req.method,
    path: ctx.req.path,
    query: url.searchParams,
    body,
    param: (name) => ctx.req.param(name) ?? "",
    perform: (content, level = "workspace") => performAs(emulator, caller, { content, level }),
  };
}

/** Performs an act as `caller`. @throws the refusal of the act. */
export function performAs(
  { simulation }: Emulator,
  caller: Caller,
  { content, level }: { readonly content: ActContent; readonly level: ApiLevel },
): Readonly<Record<string, string>> {
  const outcome = simulation.perform({
    at: epochMs(simulation.now()),
    actor: caller.name,
    workspaceId: level === "account" ? null : caller.workspaceId,
    address: caller.address,
    userAgent: caller.userAgent,
    tokenId: caller.tokenId,
    ...content,
  });
  return outcome.kind === "done" ? outcome.made : failWith(outcome.refusal);
}

async function audited(route: ApiRoute, request: ApiRequest): Promise<JsonValue> {
  const { audit } = route;
  if (audit === undefined) return route.handle(request);
  try {
    const answer = await route.handle(request);
    recordCall(request, audit, { status: 200, error: null });
    return answer;
  } catch (error) {
    const refusal = failureOf(error);
    if (refusal !== null) recordCall(request, audit, { status: refusal.status, error: refusal.message });
    throw error;
  }
}

function recordCall(
  request: ApiRequest,
  audit: AuditedAs,
  result: { readonly status: number; readonly error: string | null },
): void {
  const isAccountLevel = audit.isAccountLevel ?? false;
  request.perform(
    {
      kind: "api_call",
      service: audit.service,
      action: audit.action,
      isAccountLevel,
      params: audit.params?.(request) ?? {},
      ...result,
    },
    isAccountLevel ? "account" : "workspace",
  );
}
