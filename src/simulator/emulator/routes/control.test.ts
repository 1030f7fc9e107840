import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANA } from "../../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../../test/emulator/open-small-emulator.ts";
import type { JsonObject } from "../json.ts";

const CATALOGS = "GET /api/2.1/unity-catalog/catalogs";
const HOUR_MS = 3_600_000;

describe("control of the emulator", () => {
  let emulator: SmallEmulator;
  beforeAll(async () => {
    emulator = await openSmallEmulator();
  });
  afterAll(() => emulator.simulation.close());

  function control(request: string, body?: JsonObject) {
    return emulator.call(
      { name: null, headers: { authorization: `Bearer ${emulator.controlToken}` } },
      request,
      body,
    );
  }

  it("needs its own token", async () => {
    expect((await emulator.call(ANA, "GET /_emulator/clock")).status).toBe(401);
    expect((await control("GET /_emulator/clock")).status).toBe(200);
  });

  it("faults happen to the next requests that match, and are counted", async () => {
    await control("PUT /_emulator/faults", {
      faults: [
        { kind: "too_many_requests", route: "/api/2.1/**", next: 2, retryAfterS: 3 },
        { kind: "unavailable", route: "/api/2.0/**" },
      ],
    });
    for (let index = 0; index < 2; index += 1) {
      const answer = await emulator.call(ANA, CATALOGS);
      expect(answer).toMatchObject({ status: 429, body: { error_code: "REQUEST_LIMIT_EXCEEDED" } });
      expect(answer.headers.get("retry-after")).toBe("3");
    }
    expect((await emulator.call(ANA, CATALOGS)).status).toBe(200);
    const { body } = await control("GET /_emulator/faults");
    expect(body["faults"]).toMatchObject([{ hitCount: 2 }, { hitCount: 0 }]);
  });

  it("answers come as HTML, with a numeric code, empty, or broken", async () => {
    const answers: string[] = [];
    for (const kind of ["html_page", "numeric_error_code", "empty_body", "broken_json"]) {
      await control("PUT /_emulator/faults", { faults: [{ kind, route: "/api/**", next: 1 }] });
      const { status, text } = await emulator.call(ANA, CATALOGS);
      answers.push(`${status} ${text.slice(0, 18)}`);
    }
    expect(answers).toEqual([
      "502 <html><head><title",
      '403 {"error_code":403,',
      "200 ",
      '200 {"catalogs":[{"nam',
    ]);
  });

  it("a request may have its effect and fail all the same", async () => {
    await control("PUT /_emulator/faults", {
      faults: [{ kind: "internal_error", route: "/api/2.0/token/create", next: 1, isAfterEffect: true }],
    });
    const tokenCount = emulator.simulation.account.tokens.size;
    expect((await emulator.call(ANA, "POST /api/2.0/token/create", { comment: "twice" })).status).toBe(500);
    expect(emulator.simulation.account.tokens.size).toBe(tokenCount + 1);
    await control("PUT /_emulator/faults", { faults: [] });
  });

  it("a fault that is none is refused", async () => {
    expect((await control("PUT /_emulator/faults", { faults: [{ kind: "flood" }] })).status).toBe(400);
  });

  it("the account's time stands, is stepped, or goes faster than the machine's, and never back", async () => {
    const start = Number(emulator.simulation.now());
    expect((await control("POST /_emulator/clock", { advanceMs: HOUR_MS })).body["now"]).toBe(
      start + HOUR_MS,
    );
    emulator.wall.nowMs += HOUR_MS;
    await emulator.emulator.clock.catchUp();
    expect(Number(emulator.simulation.now())).toBe(start + HOUR_MS);
    await control("POST /_emulator/clock", { speed: 60 });
    emulator.wall.nowMs += 60_000;
    await emulator.emulator.clock.catchUp();
    expect(Number(emulator.simulation.now())).toBe(start + 2 * HOUR_MS);
    emulator.wall.nowMs -= HOUR_MS;
    await emulator.emulator.clock.catchUp();
    expect(Number(emulator.simulation.now())).toBe(start + 2 * HOUR_MS);
    expect((await control("POST /_emulator/clock", { advanceMs: -1 })).status).toBe(400);
    expect((await control("POST /_emulator/clock", { freeze: true })).body).toMatchObject({
      isFrozen: true,
      speed: 0,
    });
  });
});
