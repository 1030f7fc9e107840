import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, ANA, BEN, STEWARD, TABLE } from "../../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../../test/emulator/open-small-emulator.ts";
import { addPrincipal } from "../../account/add-principal.ts";
import { grant } from "../../account/grant.ts";
import { objectsField } from "../body-fields.ts";
import type { JsonObject } from "../json.ts";

const ROOT = "/api/2.1/unity-catalog";
const DIRECT = `${ROOT}/permissions/table/${TABLE}`;
const EFFECTIVE = `${ROOT}/effective-permissions/table/${TABLE}`;

describe("grants", () => {
  let emulator: SmallEmulator;
  beforeAll(async () => {
    emulator = await openSmallEmulator();
  });
  afterAll(() => emulator.simulation.close());

  async function assignments(who: string, path: string): Promise<Readonly<Record<string, JsonObject>>> {
    const { body } = await emulator.call(who, `GET ${path}`);
    const rows = objectsField(body, "privilege_assignments");
    return Object.fromEntries(rows.map((row) => [String(row["principal"]), row]));
  }

  function change(who: string, changes: readonly JsonObject[], path = DIRECT) {
    return emulator.call(who, `PATCH ${path}`, { changes });
  }

  it("whoever manages a table sees all grants on it, everybody else only their own", async () => {
    expect(Object.keys(await assignments(STEWARD, EFFECTIVE)).sort()).toEqual(
      ["analysts", ANA, STEWARD].sort(),
    );
    expect(Object.keys(await assignments(ANA, EFFECTIVE))).toEqual([ANA]);
  });

  it("effective grants say where each comes from, direct ones say nothing", async () => {
    const effective = await assignments(ADMIN, EFFECTIVE);
    expect(effective["analysts"]?.["privileges"]).toContainEqual({
      privilege: "SELECT",
      inherited_from_type: "SCHEMA",
      inherited_from_name: "main.sales",
    });
    expect(effective[ANA]?.["privileges"]).toContainEqual({ privilege: "MODIFY" });
  });

  it("a change answers with the direct grants after it; what is not held can be removed", async () => {
    const answer = await change(STEWARD, [
      { principal: BEN, add: ["SELECT"] },
      { principal: ANA, remove: ["SELECT"] },
    ]);
    expect(answer.status).toBe(200);
    expect((await assignments(ADMIN, DIRECT))[BEN]?.["privileges"]).toEqual(["SELECT"]);
    expect(await change(STEWARD, [{ principal: BEN, add: ["SELECT"] }])).toMatchObject({ status: 200 });
    await change(STEWARD, [{ principal: BEN, remove: ["SELECT"] }]);
    expect((await assignments(ADMIN, DIRECT))[BEN]).toBeUndefined();
  });

  it("removal of ALL_PRIVILEGES comes first and takes what it stands for, so that one change can set", async () => {
    await change(STEWARD, [{ principal: BEN, add: ["SELECT", "MODIFY", "APPLY_TAG"] }]);
    await change(STEWARD, [{ principal: BEN, add: ["SELECT"], remove: ["ALL_PRIVILEGES"] }]);
    expect((await assignments(ADMIN, DIRECT))[BEN]?.["privileges"]).toEqual(["SELECT"]);
    await change(STEWARD, [{ principal: BEN, remove: ["ALL_PRIVILEGES"] }]);
  });

  it("contradictions, unknown principals and privileges of other types are refused", async () => {
    expect(await change(STEWARD, [{ principal: BEN, add: ["SELECT"], remove: ["SELECT"] }])).toMatchObject({
      status: 400,
      body: { message: `Duplicate privileges to add and delete for principal ${BEN}.` },
    });
    expect(
      (await change(STEWARD, [{ principal: "nobody@example.com", add: ["SELECT"] }])).body["error_code"],
    ).toBe("PRINCIPAL_DOES_NOT_EXIST");
    expect((await change(STEWARD, [{ principal: BEN, add: ["USE_CATALOG"] }])).status).toBe(400);
    expect((await change(ANA, [{ principal: ANA, add: ["SELECT"] }])).body["error_code"]).toBe(
      "PERMISSION_DENIED",
    );
  });

  it("sizes of pages count privileges: 0 or at least 150", async () => {
    for (const size of ["1", "149", "-1"])
      expect((await emulator.call(STEWARD, `GET ${DIRECT}?max_results=${size}`)).status).toBe(400);
    expect((await emulator.call(STEWARD, `GET ${DIRECT}?max_results=150`)).status).toBe(200);
  });

  it("pages tell every grantee once, also when a page is empty and has a token", async () => {
    const { account } = emulator.simulation;
    for (let index = 0; index < 400; index += 1) {
      const userName = `reader${index}@example.com`;
      const { id } = addPrincipal(account, { kind: "user", userName, createdAt: emulator.simulation.now() });
      grant(account, { type: "table", name: "main.hr.people" }, { principalId: id, privileges: ["SELECT"] });
    }
    const path = `${ROOT}/permissions/table/main.hr.people`;
    emulator.emulator.faults.set([{ ...NO_FAULT, kind: "empty_page", nextCount: 2 }]);
    const told: string[] = [];
    let token: string | null = "";
    let pageCount = 0;
    while (token !== null) {
      const more: string = token === "" ? "" : `&page_token=${token}`;
      const { body }: { body: JsonObject } = await emulator.call(ADMIN, `GET ${path}?max_results=0${more}`);
      told.push(...objectsField(body, "privilege_assignments").map((row) => String(row["principal"])));
      token = typeof body["next_page_token"] === "string" ? body["next_page_token"] : null;
      pageCount += 1;
    }
    emulator.emulator.faults.set([]);
    expect(new Set(told).size).toBe(400);
    expect(told).toHaveLength(400);
    expect(pageCount).toBe(5);
  });

  it("a page token holds for its own listing alone", async () => {
    const { body } = await emulator.call(
      ADMIN,
      `GET ${ROOT}/permissions/table/main.hr.people?max_results=150`,
    );
    const foreign = await emulator.call(ADMIN, `GET ${DIRECT}?page_token=${body["next_page_token"]}`);
    expect(foreign).toMatchObject({ status: 400, body: { error_code: "INVALID_PARAMETER_VALUE" } });
  });

  it("grants of deleted principals are told when asked for, and removed by id", async () => {
    const { account } = emulator.simulation;
    const gone = addPrincipal(account, {
      kind: "user",
      userName: "gone@example.com",
      createdAt: emulator.simulation.now(),
    });
    await change(ADMIN, [{ principal: "gone@example.com", add: ["SELECT"] }]);
    account.principals.delete(gone.id);
    account.revision += 1;
    expect((await assignments(ADMIN, DIRECT))[""]).toBeUndefined();
    const asked = `${DIRECT}?include_deleted_principals=true`;
    expect((await assignments(ADMIN, asked))[""]).toMatchObject({ principal_id: Number(gone.id) });
    await change(ADMIN, [{ principal_id: Number(gone.id), remove: ["SELECT"] }]);
    expect((await assignments(ADMIN, asked))[""]).toBeUndefined();
  });

  it("a change may take effect late: its answer tells of it, readers see it when its time has passed", async () => {
    emulator.emulator.faults.set([{ ...NO_FAULT, kind: "grant_lag", delayMs: 5_000, nextCount: 1 }]);
    const answer = await change(STEWARD, [{ principal: BEN, add: ["SELECT"] }]);
    expect(answer.text).toContain(BEN);
    expect((await assignments(ADMIN, DIRECT))[BEN]).toBeUndefined();
    emulator.wall.nowMs += 5_000;
    expect((await assignments(ADMIN, DIRECT))[BEN]?.["privileges"]).toEqual(["SELECT"]);
    emulator.emulator.faults.set([]);
  });
});

const NO_FAULT = {
  kind: "slow",
  route: "**",
  method: null,
  chance: 1,
  nextCount: null,
  delayMs: 0,
  retryAfterS: null,
  isAfterEffect: false,
} as const;
