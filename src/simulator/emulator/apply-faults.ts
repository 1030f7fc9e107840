import { setTimeout as wait } from "node:timers/promises";
import type { MiddlewareHandler } from "hono";
import type { Emulator, EmulatorContext, EmulatorEnv } from "./emulator.ts";
import type { Fault, FaultKind } from "./fault-knobs.ts";

const REFUSING: readonly FaultKind[] = [
  "too_many_requests",
  "unavailable",
  "internal_error",
  "html_page",
  "numeric_error_code",
  "connection_reset",
];
const SPOILING: readonly FaultKind[] = ["empty_body", "broken_json", "cut_body"];

/** Lets happen what the knobs ask for: delays, refusals before or after the effect, spoiled answers. */
export function applyFaults(emulator: Emulator): MiddlewareHandler<EmulatorEnv> {
  return async (ctx, next) => {
    const request = { method: ctx.req.method, path: ctx.req.path };
    if (request.path.startsWith("/_emulator/")) return next();
    const slow = emulator.faults.take(["slow"], request);
    if (slow !== null) await wait(slow.delayMs);
    const refusing = emulator.faults.take(REFUSING, request);
    if (refusing !== null && !refusing.isAfterEffect) return refusal(ctx, refusing);
    await next();
    if (refusing !== null) {
      ctx.res = refusal(ctx, refusing);
      return undefined;
    }
    const spoiling = emulator.faults.take(SPOILING, request);
    if (spoiling !== null) ctx.res = await spoiled(ctx, spoiling);
    return undefined;
  };
}

function refusal(ctx: EmulatorContext, fault: Fault): Response {
  const retryAfter: Record<string, string> =
    fault.retryAfterS === null ? {} : { "retry-after": String(fault.retryAfterS) };
  switch (fault.kind) {
    case "too_many_requests":
      return ctx.json(
        { error_code: "REQUEST_LIMIT_EXCEEDED", message: "Rate limit was exceeded. Please retry later." },
        429,
        retryAfter,
      );
    case "unavailable":
      return ctx.json(
        { error_code: "TEMPORARILY_UNAVAILABLE", message: "The service is temporarily unavailable." },
        503,
        retryAfter,
      );
    case "html_page":
      return ctx.html(
        "<html><head><title>502 Bad Gateway</title></head><body><pre>Bad Gateway</pre></body></html>",
        502,
      );
    case "numeric_error_code":
      return ctx.json({ error_code: 403, message: "Invalid access token." }, 403);
    case "connection_reset":
      return reset(ctx);
    default:
      return ctx.json({ error_code: "INTERNAL_ERROR", message: "An internal error occurred." }, 500);
  }
}

/** Closes the socket without an answer. Where there is none (a request inside the process), the answer says so. */
function reset(ctx: EmulatorContext): Response {
  const socket = ctx.env?.incoming?.socket;
  if (socket === undefined) return ctx.text("connection reset", 500);
  socket.destroy();
  return new Response(null, { headers: { "x-hono-already-sent": "true" } });
}

async function spoiled(ctx: EmulatorContext, fault: Fault): Promise<Response> {
  const { status, headers: sent } = ctx.res;
  const headers = new Headers(sent);
  headers.delete("content-length");
  if (fault.kind === "empty_body") return new Response(null, { status, headers });
  const bytes = new Uint8Array(await ctx.res.arrayBuffer());
  const half = bytes.slice(0, Math.floor(bytes.length / 2));
  if (fault.kind === "broken_json") return new Response(half, { status, headers });
  headers.set("content-length", String(bytes.length));
  return new Response(cutOff(ctx, half), { status, headers });
}

/** So long the first half has to arrive before the connection ends. */
const CUT_DELAY_MS = 5;

/** Gives the bytes, then closes the socket before as many have come as were announced. */
function cutOff(ctx: EmulatorContext, bytes: Uint8Array): ReadableStream<Uint8Array> {
  let isGiven = false;
  return new ReadableStream({
    async pull(controller) {
      if (!isGiven) {
        isGiven = true;
        controller.enqueue(bytes);
        return;
      }
      await wait(CUT_DELAY_MS);
      ctx.env?.incoming?.socket?.destroy();
      controller.close();
    },
  });
}
