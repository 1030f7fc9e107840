import { timingSafeEqual } from "node:crypto";
import { valueHash } from "../access-tokens.ts";
import { fail, failInvalid } from "../api-error.ts";
import { booleanField, numberField, objectsField, requiredText, textField } from "../body-fields.ts";
import type { Emulator, EmulatorApp, EmulatorContext } from "../emulator.ts";
import { FAULT_KINDS, type Fault, type FaultKind } from "../fault-knobs.ts";
import { isObject, type JsonObject, parseJson } from "../json.ts";

/** How long each kind of fault takes, when the knob does not say. */
const DELAY_MS_DEFAULTS: Readonly<Partial<Record<FaultKind, number>>> = {
  slow: 2_000,
  grant_lag: 5_000,
  tag_lag: 180_000,
  metastore_admin_lag: 30_000,
};
const RETRY_AFTER_S_DEFAULT = 1;
const SPEED_MAX = 100_000;

/** What Databricks does not have: faults on purpose and the account's clock, for who has the control token. */
export function controlRoutes(controlToken: string): (app: EmulatorApp, emulator: Emulator) => void {
  const expected = Buffer.from(valueHash(controlToken));
  return (app, emulator) => {
    app.use("/_emulator/*", async (ctx, next) => {
      const given = ctx.req.header("authorization")?.replace(/^bearer\s+/i, "") ?? "";
      if (!timingSafeEqual(Buffer.from(valueHash(given)), expected))
        fail(401, "UNAUTHENTICATED", "The control token is missing or wrong.");
      await next();
    });
    app.get("/_emulator/faults", (ctx) => ctx.json({ faults: emulator.faults.list().map(faultInfo) }));
    app.put("/_emulator/faults", async (ctx) => {
      emulator.faults.set(objectsField(await bodyOf(ctx), "faults").map(faultOf));
      return ctx.json({ faults: emulator.faults.list().map(faultInfo) });
    });
    app.get("/_emulator/clock", (ctx) => ctx.json(clockInfo(emulator)));
    app.post("/_emulator/clock", async (ctx) => {
      await changeClock(emulator, await bodyOf(ctx));
      return ctx.json(clockInfo(emulator));
    });
  };
}

async function bodyOf(ctx: EmulatorContext): Promise<JsonObject> {
  const body = parseJson(await ctx.req.text());
  return isObject(body)
    ? body
    : fail(400, "MALFORMED_REQUEST", "Could not parse request body as a JSON object.");
}

/** `{"kind": "too_many_requests", "route": "/api/2.1/**", "method": "GET", "chance": 0.1, "next": 3, "delayMs": 50}` */
function faultOf(body: JsonObject): Fault {
  const kind = requiredText(body, "kind");
  const known = FAULT_KINDS.find((each) => each === kind);
  if (known === undefined)
    return failInvalid(`'${kind}' is no kind of fault; kinds are ${FAULT_KINDS.join(", ")}.`);
  const chance = body["chance"] ?? 1;
  if (typeof chance !== "number" || !(chance >= 0 && chance <= 1))
    return failInvalid("chance must be between 0 and 1.");
  return {
    kind: known,
    route: textField(body, "route") ?? "**",
    method: textField(body, "method")?.toUpperCase() ?? null,
    chance,
    nextCount: numberField(body, "next"),
    delayMs: numberField(body, "delayMs") ?? DELAY_MS_DEFAULTS[known] ?? 0,
    retryAfterS:
      body["retryAfterS"] === null ? null : (numberField(body, "retryAfterS") ?? RETRY_AFTER_S_DEFAULT),
    isAfterEffect: booleanField(body, "isAfterEffect") ?? false,
  };
}

function faultInfo({ nextCount, ...fault }: Fault & { readonly hitCount: number }): JsonObject {
  return { ...fault, next: nextCount };
}

function clockInfo({ clock }: Emulator): JsonObject {
  const { now, isFrozen, speed } = clock.state();
  return { now, time: new Date(now).toISOString(), isFrozen, speed };
}

/** `{"freeze": true}`, `{"speed": 60}`, `{"advanceMs": 3600000}`; the account's time never goes back. */
async function changeClock({ clock }: Emulator, body: JsonObject): Promise<void> {
  const speed = body["speed"];
  if (speed !== undefined && (typeof speed !== "number" || !(speed > 0 && speed <= SPEED_MAX)))
    failInvalid(`speed must be above 0 and at most ${SPEED_MAX}.`);
  const advanceMs = numberField(body, "advanceMs");
  if (advanceMs !== null && advanceMs < 0) failInvalid("advanceMs must not be negative.");
  const isFrozen = booleanField(body, "freeze");
  if (isFrozen === true) clock.freeze();
  if (isFrozen === false) clock.run(1);
  if (typeof speed === "number") clock.run(speed);
  if (advanceMs !== null) await clock.advance(advanceMs);
}
