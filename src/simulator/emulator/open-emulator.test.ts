import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANA, ETL } from "../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../test/emulator/open-small-emulator.ts";
import { openEmulator } from "./open-emulator.ts";

describe("openEmulator", () => {
  let small: SmallEmulator;
  beforeAll(async () => {
    small = await openSmallEmulator();
  });
  afterAll(() => small.simulation.close());

  function open(port: number, identities: readonly string[]) {
    return openEmulator({
      simulation: small.simulation,
      port,
      wallClock: () => small.wall.nowMs,
      seed: null,
      identities,
      routeGroups: [],
      speed: null,
    });
  }

  it("answers on loopback with the credentials that it gives, on a port of its own", async () => {
    const emulator = await open(0, [ANA, ETL]);
    try {
      const [ana, etl] = emulator.credentials;
      const answer = await fetch(`${emulator.url}/api/2.0/preview/scim/v2/Me`, {
        headers: { authorization: `Bearer ${ana?.token}` },
      });
      expect(await answer.json()).toMatchObject({ userName: ANA });
      expect(ana?.clientSecret).toBeNull();
      expect(etl).toMatchObject({ name: ETL, clientSecret: expect.stringMatching(/^dose[0-9a-f]{32}$/) });
      const port = Number(new URL(emulator.url).port);
      await expect(open(port, [])).rejects.toMatchObject({ code: "PORT_IN_USE" });
    } finally {
      await emulator.close();
    }
  });

  it("gives nobody a credential who is not in the account, nor a group", async () => {
    for (const name of ["nobody@example.com", "analysts"])
      await expect(open(0, [name])).rejects.toMatchObject({
        code: "SIMULATION_IDENTITY_UNKNOWN",
        message: `there is no user or service principal \`${name}\` in the account`,
      });
  });
});
