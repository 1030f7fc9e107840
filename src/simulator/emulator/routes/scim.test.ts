import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, ANA, BEN, ETL } from "../../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../../test/emulator/open-small-emulator.ts";
import { objectsField } from "../body-fields.ts";
import type { JsonObject } from "../json.ts";

const ACCOUNT = "/api/2.0/accounts/11111111-2222-4333-a444-555555555555/scim/v2";
const WORKSPACE = "/api/2.0/preview/scim/v2";

describe("SCIM", () => {
  let emulator: SmallEmulator;
  beforeAll(async () => {
    emulator = await openSmallEmulator();
  });
  afterAll(() => emulator.simulation.close());

  async function found(path: string, field = "displayName"): Promise<readonly unknown[]> {
    const { body } = await emulator.call(ADMIN, `GET ${path}`);
    return objectsField(body, "Resources").map((resource) => resource[field]);
  }

  function patch(path: string, ...operations: readonly JsonObject[]) {
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
    return emulator.call(ADMIN, `PATCH ${path}`, { schemas, Operations: operations });
  }

  it("pages begin at 1 and end without resources", async () => {
    const { body } = await emulator.call(ADMIN, `GET ${ACCOUNT}/Users?startIndex=2&count=2`);
    expect(body).toMatchObject({ totalResults: 4, startIndex: 2, itemsPerPage: 2 });
    const past = await emulator.call(ADMIN, `GET ${ACCOUNT}/Users?startIndex=5&count=2`);
    expect(past.body).toMatchObject({ totalResults: 4, itemsPerPage: 0 });
    expect(past.body["Resources"]).toBeUndefined();
  });

  it("filters take eq, ne, co, sw, joined by and and or, without case", async () => {
    expect(await found(`${ACCOUNT}/Users?filter=userName eq "ANA@example.com"`)).toEqual(["Ana Berg"]);
    expect(await found(`${ACCOUNT}/Users?filter=userName sw "a" and displayName ne "Ana Berg"`)).toEqual([
      "Ada Admin",
    ]);
    expect(await found(`${ACCOUNT}/Users?filter=displayName co "cole" or displayName eq "Ana Berg"`)).toEqual(
      ["Ana Berg", "Ben Cole"],
    );
    expect(await found(`${ACCOUNT}/ServicePrincipals?filter=applicationId eq "${ETL}"`)).toEqual(["etl"]);
    const wrong = await emulator.call(ADMIN, `GET ${ACCOUNT}/Users?filter=userName like "a"`);
    expect(wrong).toMatchObject({ status: 400, body: { scimType: "invalidFilter", status: "400" } });
  });

  it("order and attributes are as asked for", async () => {
    const path = `${ACCOUNT}/Users?sortBy=userName&sortOrder=descending&attributes=userName`;
    const { body } = await emulator.call(ADMIN, `GET ${path}`);
    const first = objectsField(body, "Resources")[0] ?? {};
    expect(Object.keys(first).sort()).toEqual(["id", "schemas", "userName"]);
    expect(first["userName"]).toBe("steward@example.com");
    const less = await emulator.call(ADMIN, `GET ${ACCOUNT}/Users?excludedAttributes=groups,emails`);
    expect(objectsField(less.body, "Resources")[1]).not.toHaveProperty("groups");
  });

  it("the account's list of groups tells no members, a single group does; nesting is told as indirect", async () => {
    const listed = await emulator.call(ADMIN, `GET ${ACCOUNT}/Groups?filter=displayName eq "analysts"`);
    expect(objectsField(listed.body, "Resources")[0]).not.toHaveProperty("members");
    const one = await emulator.call(ADMIN, `GET ${ACCOUNT}/Groups/${emulator.ids.analysts}`);
    expect(
      objectsField(one.body, "members")
        .map((member) => member["$ref"])
        .sort(),
    ).toEqual([`Groups/${emulator.ids.interns}`, `ServicePrincipals/${emulator.ids.etl}`]);
    const ana = await emulator.call(ADMIN, `GET ${ACCOUNT}/Users/${emulator.ids.ana}`);
    expect(objectsField(ana.body, "groups").map(({ display, type }) => [display, type])).toEqual([
      ["interns", "direct"],
      ["analysts", "indirect"],
    ]);
  });

  it("members leave and join by PATCH; groups of the identity provider refuse", async () => {
    const group = `${ACCOUNT}/Groups/${emulator.ids.interns}`;
    const left = await patch(group, { op: "remove", path: `members[value eq "${emulator.ids.ana}"]` });
    expect(left.body["members"]).toBeUndefined();
    const joined = await patch(group, { op: "add", path: "members", value: [{ value: emulator.ids.ana }] });
    expect(joined.body["members"]).toMatchObject([{ value: emulator.ids.ana }]);
    const synced = await patch(`${ACCOUNT}/Groups/${emulator.ids.synced}`, {
      op: "add",
      path: "members",
      value: [{ value: emulator.ids.ana }],
    });
    expect(synced).toMatchObject({ status: 403, body: { status: "403" } });
  });

  it("who is made inactive is refused at once, in both forms of the value", async () => {
    const ben = `${ACCOUNT}/Users/${emulator.ids.ben}`;
    const disabled = await patch(ben, { op: "replace", path: "active", value: [{ value: "false" }] });
    expect(disabled.body["active"]).toBe(false);
    expect((await emulator.call(BEN, `GET ${WORKSPACE}/Me`)).status).toBe(401);
    await patch(ben, { op: "replace", value: { active: true } });
    expect((await emulator.call(BEN, `GET ${WORKSPACE}/Me`)).body["userName"]).toBe(BEN);
  });

  it("principals are made, replaced and deleted", async () => {
    const made = await emulator.call(ADMIN, `POST ${ACCOUNT}/Users`, {
      userName: "new@example.com",
      displayName: "New",
    });
    expect(made).toMatchObject({ status: 201, body: { userName: "new@example.com", active: true } });
    expect(
      (await emulator.call(ADMIN, `POST ${ACCOUNT}/Users`, { userName: "new@example.com" })).status,
    ).toBe(409);
    const path = `${ACCOUNT}/Users/${made.body["id"]}`;
    const put = await emulator.call(ADMIN, `PUT ${path}`, {
      userName: "new@example.com",
      displayName: "Newer",
      active: false,
    });
    expect(put.body).toMatchObject({ displayName: "Newer", active: false });
    expect((await emulator.call(ADMIN, `DELETE ${path}`)).status).toBe(204);
    expect((await emulator.call(ADMIN, `GET ${path}`)).body).toMatchObject({ status: "404" });
  });

  it("a workspace tells its own groups and who is assigned to it; its groups are local to it", async () => {
    const made = await emulator.call(ADMIN, `POST ${WORKSPACE}/Groups`, {
      displayName: "local",
      members: [{ value: emulator.ids.ben }],
      entitlements: [{ value: "databricks-sql-access" }],
    });
    expect(made.body).toMatchObject({
      meta: { resourceType: "WorkspaceGroup" },
      entitlements: [{ value: "databricks-sql-access" }],
      members: [{ value: emulator.ids.ben }],
    });
    expect((await found(`${WORKSPACE}/Groups`)).toSorted()).toEqual([
      "admins",
      "analysts",
      "interns",
      "local",
      "users",
    ]);
    expect(await found(`${WORKSPACE}/Users?filter=userName eq "${ANA}"`, "userName")).toEqual([ANA]);
  });

  it("the account is for its administrators, and there is one account", async () => {
    expect((await emulator.call(ANA, `GET ${ACCOUNT}/Users`)).status).toBe(403);
    expect((await emulator.call(ADMIN, "GET /api/2.0/accounts/other/scim/v2/Users")).status).toBe(404);
    expect(
      (
        await emulator.call(ANA, `PATCH ${WORKSPACE}/Users/${emulator.ids.ben}`, {
          Operations: [{ op: "replace", path: "active", value: false }],
        })
      ).status,
    ).toBe(403);
  });
});
