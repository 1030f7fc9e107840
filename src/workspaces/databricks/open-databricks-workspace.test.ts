import { afterAll, beforeAll, expect, test } from "vitest";
import {
  openRecordedServer,
  type RecordedServer,
  type Reply,
} from "../../../test/databricks/recorded-server.ts";
import { openVirtualClock } from "../../../test/databricks/virtual-clock.ts";
import { openDatabricksClient } from "../../databricks/open-databricks-client.ts";
import { openDatabricksResponder } from "./open-databricks-responder.ts";
import { openDatabricksWorkspace } from "./open-databricks-workspace.ts";

const never = new AbortController().signal;
const PEOPLE = { type: "table", fullName: "main.hr.people" };
let server: RecordedServer;
beforeAll(async () => {
  server = await openRecordedServer();
});
afterAll(() => server.close());

function client() {
  return openDatabricksClient({
    host: server.url,
    credential: { kind: "token", token: "dapi-1" },
    workspaceId: null,
    accountId: null,
    version: "0",
    clock: openVirtualClock(0),
    random: () => 0,
  });
}

type Recorded = Readonly<Record<string, unknown>>;

/** An account in which nobody has rights, with what a test changes. Keys are ends of paths; a number is a status. */
function account(changes: Recorded = {}): void {
  const uc = "/api/2.1/unity-catalog";
  const bodies: Record<string, unknown> = {
    "/api/2.0/preview/scim/v2/Me": {
      id: "501",
      userName: "reader@example.com",
      groups: [{ value: "7", display: "readers", type: "direct", $ref: "Groups/7" }],
    },
    "/api/2.0/preview/scim/v2/Groups/7": {
      id: "7",
      displayName: "readers",
      groups: [{ value: "8", display: "all data" }],
    },
    "/api/2.0/preview/scim/v2/Groups/8": { id: "8", displayName: "all data" },
    [`${uc}/metastore_summary`]: {
      metastore_id: "m-1",
      name: "main",
      owner: "metastore admins",
      region: "eu",
    },
    [`${uc}/catalogs/main`]: { name: "main", owner: "owners" },
    [`${uc}/schemas/main.hr`]: { full_name: "main.hr", owner: "owners" },
    [`${uc}/tables/main.hr.people`]: { full_name: "main.hr.people", owner: "hr@example.com" },
    [`${uc}/effective-permissions/table/main.hr.people`]: {
      privilege_assignments: [
        {
          principal: "reader@example.com",
          principal_id: 501,
          privileges: [
            { privilege: "SELECT" },
            { privilege: "USE_SCHEMA", inherited_from_type: "SCHEMA", inherited_from_name: "main.hr" },
          ],
        },
      ],
    },
    [`${uc}/permissions/table/main.hr.people`]: {
      privilege_assignments: [{ principal: "reader@example.com", privileges: ["SELECT"] }],
    },
    ...Object.fromEntries(Object.entries(changes).map(([path, body]) => [path.replace(/^uc/, uc), body])),
  };
  server.answer(({ path }): Reply => {
    const body = bodies[path];
    if (typeof body === "number")
      return { status: body, body: { error_code: "PERMISSION_DENIED", message: "no" } };
    return body === undefined ? { status: 404, body: { error_code: "NOT_FOUND", message: "no" } } : { body };
  });
}

const open = () => openDatabricksWorkspace({ client: client(), account: null });
const EFFECTIVE = "uc/effective-permissions/table/main.hr.people";

test("grants come with where they were made", async () => {
  account();
  const { items } = await open().effectiveGrants(PEOPLE, never);
  expect(items).toEqual([
    { principal: "reader@example.com", principalId: "501", privilege: "SELECT", inheritedFrom: null },
    {
      principal: "reader@example.com",
      principalId: "501",
      privilege: "USE_SCHEMA",
      inheritedFrom: { type: "schema", fullName: "main.hr" },
    },
  ]);
});

const heldBy = (principal: string, privilege: string) => ({
  privilege_assignments: [{ principal, privileges: [{ privilege }] }],
});

test.each<[string, Recorded, string, string]>([
  ["without any right", {}, "own_only", "neither owner"],
  [
    "as the metastore's owner, by a group of a group",
    { "uc/metastore_summary": { metastore_id: "m", owner: "All Data" } },
    "complete",
    "metastore admin",
  ],
  [
    "as owner of the table",
    { "uc/tables/main.hr.people": { owner: "reader@example.com" } },
    "complete",
    "owner of table",
  ],
  [
    "as owner of the schema, by a group",
    { "uc/schemas/main.hr": { owner: "readers" } },
    "complete",
    "owner of schema",
  ],
  ["with MANAGE", { [EFFECTIVE]: heldBy("readers", "MANAGE") }, "complete", "MANAGE"],
  [
    "with READ METADATA",
    { [EFFECTIVE]: heldBy("account users", "READ_METADATA") },
    "complete",
    "READ_METADATA",
  ],
  ["with MANAGE of somebody else", { [EFFECTIVE]: heldBy("others", "MANAGE") }, "own_only", "neither owner"],
  [
    "with everything but MANAGE",
    { [EFFECTIVE]: heldBy("readers", "ALL_PRIVILEGES") },
    "own_only",
    "neither owner",
  ],
  ["without the right to see an owner", { "uc/catalogs/main": 403 }, "unknown", "owner of main"],
  ["without the right to see the metastore", { "uc/metastore_summary": 403 }, "unknown", "metastore's owner"],
  [
    "with a group that is hidden",
    { "/api/2.0/preview/scim/v2/Groups/8": 403 },
    "unknown",
    "groups of the caller",
  ],
])("what a list is worth is told: %s", async (...[, changes, kind, because]) => {
  account(changes);
  for (const read of ["directGrants", "effectiveGrants"] as const) {
    const { visibility } = await open()[read](PEOPLE, never);
    expect(visibility).toEqual({ kind, because: expect.stringContaining(because) });
  }
});

test("an error that says nothing of rights is an error, not a verdict", async () => {
  account({ "uc/catalogs/main": { owner: "x" } });
  server.answer(({ path }) =>
    path.endsWith("/Me") ? { status: 400, body: "BAD_REQUEST: no" } : { body: {} },
  );
  await expect(open().directGrants(PEOPLE, never)).rejects.toMatchObject({ code: "DATABRICKS_REFUSED" });
});

test("tables come with what decides about access; owners are not asked for again", async () => {
  account({
    "uc/tables": {
      tables: [
        {
          full_name: "main.hr.people",
          table_id: "u-1",
          table_type: "VIEW",
          owner: "hr@example.com",
          created_at: 5,
          browse_only: true,
          columns: [
            {
              name: "mail",
              type_text: "string",
              mask: { function_name: "main.gov.mask", using_column_names: ["id"] },
            },
          ],
          row_filter: { function_name: "main.gov.mine", input_column_names: ["team"] },
          view_dependencies: {
            dependencies: [
              { table: { table_full_name: "main.raw.p" } },
              { function: { function_full_name: "main.gov.f" } },
            ],
          },
        },
      ],
    },
  });
  const workspace = open();
  const { items } = await workspace.securables("table", "main.hr", never);
  expect(items[0]).toMatchObject({
    type: "table",
    fullName: "main.hr.people",
    id: "u-1",
    subtype: "VIEW",
    isBrowseOnly: true,
    createdAtMs: 5,
    columns: [{ name: "mail", type: "string", mask: { functionName: "main.gov.mask", columns: ["id"] } }],
    rowFilter: { functionName: "main.gov.mine", columns: ["team"] },
    dependencies: [
      { type: "table", fullName: "main.raw.p" },
      { type: "function", fullName: "main.gov.f" },
    ],
  });
  await workspace.directGrants(PEOPLE, never);
  expect(server.requests.map(({ path }) => path)).not.toContain(
    "/api/2.1/unity-catalog/tables/main.hr.people",
  );
  await expect(workspace.securables("table", "main", never)).rejects.toMatchObject({
    code: "DATABRICKS_REFUSED",
  });
});

test("groups of the account are looked into one by one, because its list leaves members out", async () => {
  const base = "/api/2.0/accounts/a-1/scim/v2";
  server.answer(({ path, query }) => {
    if (path === `${base}/Groups/8`)
      return {
        body: {
          id: "8",
          displayName: "analysts",
          externalId: "idp-8",
          members: [
            { value: "501", type: "direct", $ref: "Users/501" },
            { value: "9", $ref: "https://host/api/Groups/9" },
            { value: "502", type: "indirect", $ref: "Users/502" },
          ],
        },
      };
    if (path === `${base}/Groups`)
      return {
        body: query.get("startIndex") === "1" ? { Resources: [{ id: "8", displayName: "analysts" }] } : {},
      };
    return { status: 404 };
  });
  const workspace = openDatabricksWorkspace({
    client: client(),
    account: { client: client(), accountId: "a-1" },
  });
  expect(await workspace.groups(never)).toEqual({
    items: [
      {
        id: "8",
        displayName: "analysts",
        externalId: "idp-8",
        isWorkspaceLocal: false,
        members: [
          { kind: "user", id: "501" },
          { kind: "group", id: "9" },
        ],
      },
    ],
    visibility: { kind: "complete", because: "account admin" },
  });
});

test("members that are not shown are not taken for none", async () => {
  account({ "/api/2.0/preview/scim/v2/Groups": { Resources: [] } });
  server.answer(({ path, query }) => {
    if (path.endsWith("/Me")) return { body: { id: "1", userName: "reader@example.com" } };
    return {
      body: query.get("startIndex") === "1" ? { Resources: [{ id: "8", displayName: "analysts" }] } : {},
    };
  });
  const { items, visibility } = await open().groups(never);
  expect(items[0]?.members).toBeNull();
  expect(visibility.kind).toBe("own_only");
});

test("jobs, tokens and levels are read as they are listed", async () => {
  account({
    "/api/2.0/preview/scim/v2/Me": {
      id: "1",
      userName: "admin@example.com",
      groups: [{ value: "2", display: "admins" }],
    },
    "/api/2.0/preview/scim/v2/Groups/2": { id: "2", displayName: "admins" },
    "/api/2.2/jobs/list": {
      jobs: [
        {
          job_id: 12,
          creator_user_name: "a@example.com",
          settings: { name: "load", schedule: { pause_status: "PAUSED" } },
        },
      ],
    },
    "/api/2.0/token-management/tokens": {
      token_infos: [{ token_id: "t1", owner_id: 5, expiry_time: -1, creation_time: 9 }],
    },
    "/api/2.0/permissions/sql/warehouses/ab": {
      access_control_list: [
        { group_name: "admins", all_permissions: [{ permission_level: "CAN_MANAGE", inherited: true }] },
      ],
    },
  });
  const workspace = open();
  expect((await workspace.jobs(never)).items).toEqual([
    { id: "12", name: "load", creator: "a@example.com", runAs: null, isPaused: true },
  ]);
  expect(await workspace.tokens(never)).toMatchObject({
    items: [{ id: "t1", owner: "5", expiresAtMs: null, createdAtMs: 9 }],
    visibility: { kind: "complete" },
  });
  expect((await workspace.objectGrants("sql/warehouses", "ab", never)).items).toEqual([
    { principal: "admins", level: "CAN_MANAGE", isInherited: true },
  ]);
});

test("policies, tags and bindings are read in their documented form", async () => {
  account({
    "uc/policies/TABLE/main.hr.people": {
      policies: [
        {
          name: "mask_pii",
          policy_type: "POLICY_TYPE_COLUMN_MASK",
          on_securable_type: "CATALOG",
          on_securable_fullname: "main",
          to_principals: ["account users"],
          except_principals: ["hr"],
          match_columns: [{ alias: "p", condition: "has_tag('pii')" }],
          column_mask: { function_name: "main.gov.mask", on_column: "p" },
        },
      ],
    },
    "uc/entity-tag-assignments/columns/main.hr.people.mail/tags": {
      tag_assignments: [{ tag_key: "pii", tag_value: "high", inherited: false }],
    },
    "uc/bindings/catalog/main": { bindings: [{ workspace_id: 123, binding_type: "BINDING_TYPE_READ_ONLY" }] },
  });
  const workspace = open();
  expect((await workspace.policies(PEOPLE, never)).items[0]).toMatchObject({
    name: "mask_pii",
    on: { type: "catalog", fullName: "main" },
    functionName: "main.gov.mask",
    onColumn: "p",
    exceptPrincipals: ["hr"],
  });
  expect((await workspace.tags({ type: "column", fullName: "main.hr.people.mail" }, never)).items).toEqual([
    { key: "pii", value: "high", isInherited: false },
  ]);
  expect((await workspace.bindings(PEOPLE, never)).items).toEqual([
    { workspaceId: "123", bindingType: "BINDING_TYPE_READ_ONLY" },
  ]);
});

test("changes are sent in the documented form", async () => {
  server.answer(({ path }) => ({
    body: path.endsWith("/get")
      ? { settings: { schedule: { quartz_cron_expression: "0 0 2 * * ?", timezone_id: "UTC" }, name: "x" } }
      : { privilege_assignments: [{ principal: "b", privileges: ["SELECT"] }] },
  }));
  const responder = openDatabricksResponder({ client: client(), account: null });
  const update = { principal: "a", add: [], remove: ["SELECT"] };
  expect(await responder.updateGrants(PEOPLE, [update], never)).toEqual([
    { principal: "b", principalId: null, privilege: "SELECT", inheritedFrom: null },
  ]);
  await responder.setOwner({ type: "schema", fullName: "main.hr" }, "quarantine", never);
  await responder.setMembership({ groupId: "8", principalId: "501", isMember: false }, never);
  await responder.setActive({ kind: "service_principal", id: "9", isActive: false }, never);
  await responder.setJobPaused("12", true, never);
  await responder.cancelJobRuns("12", never);
  await responder.deleteToken("t1", never);
  const sent = server.requests.map(({ method, path, body }) => [
    `${method} ${path}`,
    body === "" ? null : JSON.parse(body),
  ]);
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
  expect(sent).toEqual([
    [
      "PATCH /api/2.1/unity-catalog/permissions/table/main.hr.people",
      { changes: [update], omit_permissions_in_response: false },
    ],
    ["PATCH /api/2.1/unity-catalog/schemas/main.hr", { owner: "quarantine" }],
    [
      "PATCH /api/2.0/preview/scim/v2/Groups/8",
      { schemas, Operations: [{ op: "remove", path: 'members[value eq "501"]' }] },
    ],
    [
      "PATCH /api/2.0/preview/scim/v2/ServicePrincipals/9",
      { schemas, Operations: [{ op: "replace", path: "active", value: [{ value: "false" }] }] },
    ],
    ["GET /api/2.2/jobs/get", null],
    [
      "POST /api/2.2/jobs/update",
      {
        job_id: 12,
        new_settings: {
          schedule: { quartz_cron_expression: "0 0 2 * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
        },
      },
    ],
    ["POST /api/2.2/jobs/runs/cancel-all", { job_id: 12, all_queued_runs: true }],
    ["DELETE /api/2.0/token-management/tokens/t1", null],
  ]);
});
