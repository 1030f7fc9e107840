import { expect, test } from "vitest";
import { ANA, actedAccount, BEN } from "../../../test/simulator/acted-account.ts";
import type { ActContent } from "./act.ts";

const ORDERS = { type: "table", name: "main.sales.orders" } as const;
const FILTER: ActContent = {
  kind: "set_row_filter",
  table: ORDERS.name,
  filter: { functionName: "main.sales.mask", columns: ["id"] },
};

test("each tag is one row: created, updated or deleted by what was there", () => {
  const { account, log, perform } = actedAccount();
  const tag = (tags: Readonly<Record<string, string | null>>, column: string | null = null) =>
    perform({ kind: "change_tags", securable: ORDERS, column, tags });
  tag({ pii: "email", team: "sales" });
  tag({ pii: "phone" });
  tag({ pii: null });
  tag({ pii: "email" }, "email");
  expect(log.audits.map((row) => row.action)).toEqual([
    "createEntityTagAssignment",
    "createEntityTagAssignment",
    "updateEntityTagAssignment",
    "deleteEntityTagAssignment",
    "createEntityTagAssignment",
  ]);
  expect(log.audits.at(-1)?.params).toMatchObject({
    entity_type: "columns",
    entity_name: "main.sales.orders.email",
    tag_key: "pii",
    tag_value: "email",
  });
  const table = account.securables.get("table:main.sales.orders");
  expect([...(table?.tags ?? [])]).toEqual([["team", "sales"]]);
  const columns = table?.detail.kind === "table" ? table.detail.columns : [];
  expect(columns.find(({ name }) => name === "email")?.tags).toEqual(new Map([["pii", "email"]]));
});

test("a governed tag needs its own right beside APPLY TAG, and one of its values", () => {
  const { account, perform } = actedAccount();
  account.tagPolicies.set("pii", { key: "pii", id: "t-1", description: null, values: ["email"] });
  perform({
    kind: "change_grants",
    securable: ORDERS,
    changes: [{ principal: ANA, add: ["APPLY_TAG"], remove: [] }],
  });
  const tag = (value: string, actor: string) =>
    perform({ kind: "change_tags", securable: ORDERS, column: null, tags: { pii: value } }, { actor });
  expect(tag("email", BEN)).toMatchObject({ refusal: { status: 403 } });
  expect(tag("email", ANA)).toMatchObject({ refusal: { message: expect.stringContaining("ASSIGN") } });
  const ruleSet = "accounts/acc-1/tagPolicies/t-1/ruleSets/default";
  perform({
    kind: "put_rule_set",
    name: ruleSet,
    etag: "",
    grantRules: [{ role: "roles/tagPolicy.assigner", principals: ["groups/analysts"] }],
  });
  expect(tag("iban", ANA)).toMatchObject({ refusal: { status: 400 } });
  expect(tag("email", ANA).kind).toBe("done");
});

test("a row filter is set and removed by a row each, which name the filter", () => {
  const { account, log, perform } = actedAccount();
  perform(FILTER);
  const detail = account.securables.get("table:main.sales.orders")?.detail;
  expect(detail).toMatchObject({ rowFilter: { functionName: "main.sales.mask" } });
  perform({ kind: "set_row_filter", table: ORDERS.name, filter: null });
  expect(detail).toMatchObject({ rowFilter: null });
  expect(log.audits.map((row) => [row.action, row.params["row_filter"]])).toEqual([
    ["updateTables", '{"function_name":"main.sales.mask","input_column_names":["id"]}'],
    ["updateTables", "null"],
  ]);
});

test("a row filter needs rights on the table, a function to be executed, and columns that are there", () => {
  const { account, perform } = actedAccount();
  expect(perform(FILTER, { actor: ANA })).toMatchObject({ refusal: { status: 403 } });
  const other = (functionName: string, columns: readonly string[]): ActContent => ({
    ...FILTER,
    kind: "set_row_filter",
    table: ORDERS.name,
    filter: { functionName, columns },
  });
  expect(perform(other("main.sales.none", ["id"]))).toMatchObject({ refusal: { status: 404 } });
  expect(perform(other("main.sales.mask", ["none"]))).toMatchObject({ refusal: { status: 400 } });
  expect(perform({ ...FILTER, table: "main.sales.secrets_view" })).toMatchObject({
    refusal: { status: 400 },
  });
  expect(account.securables.get("table:main.sales.orders")?.detail).toMatchObject({ rowFilter: null });
});

test("a mask is set and removed on its column alone", () => {
  const { account, log, perform } = actedAccount();
  const mask = { functionName: "main.sales.mask", columns: ["email", "id"] };
  perform({ kind: "set_column_mask", table: ORDERS.name, column: "email", mask });
  const detail = account.securables.get("table:main.sales.orders")?.detail;
  const masksOf = () => (detail?.kind === "table" ? detail.columns.map((column) => column.mask) : []);
  expect(masksOf()).toEqual([null, null, mask]);
  perform({ kind: "set_column_mask", table: ORDERS.name, column: "email", mask: null });
  expect(masksOf()).toEqual([null, null, null]);
  expect(log.audits.map((row) => row.params["columns"])).toEqual([
    '[{"name":"email","mask":{"function_name":"main.sales.mask","using_column_names":["id"]}}]',
    '[{"name":"email","mask":null}]',
  ]);
});

const POLICY = {
  name: "mask_pii",
  policyType: "POLICY_TYPE_COLUMN_MASK",
  forSecurableType: "TABLE",
  toPrincipals: ["account users"],
  exceptPrincipals: [],
  whenCondition: null,
  matchColumns: [{ alias: "p", condition: "has_tag('pii')" }],
  functionName: "main.sales.mask",
  onColumn: "p",
  using: [],
  privileges: [],
  comment: null,
} as const;

test("a policy is created once, updated, replaced and deleted, each told by its action", () => {
  const { account, log, perform } = actedAccount();
  const securable = { type: "catalog", name: "main" } as const;
  const put = (mode: "create" | "update" | "create_or_replace") =>
    perform({ kind: "put_policy", securable, policy: POLICY, mode });
  expect(put("update")).toMatchObject({ refusal: { status: 404 } });
  expect(put("create").kind).toBe("done");
  expect(put("create")).toMatchObject({ refusal: { code: "POLICY_ALREADY_EXISTS" } });
  expect(put("create_or_replace").kind).toBe("done");
  expect(account.securables.get("catalog:main")?.policies.size).toBe(1);
  expect(perform({ kind: "delete_policy", securable, name: "mask_pii" }).kind).toBe("done");
  expect(perform({ kind: "delete_policy", securable, name: "mask_pii" })).toMatchObject({
    refusal: { status: 404 },
  });
  expect(account.securables.get("catalog:main")?.policies.size).toBe(0);
  expect(log.audits.map((row) => [row.action, row.status])).toEqual([
    ["updatePolicy", 404],
    ["createPolicy", 200],
    ["createPolicy", 409],
    ["updatePolicy", 200],
    ["deletePolicy", 200],
    ["deletePolicy", 404],
  ]);
  expect(JSON.parse(log.audits[1]?.ownParams?.["policy_info"] ?? "")).toMatchObject({
    name: "mask_pii",
    on_securable_type: "CATALOG",
    on_securable_fullname: "main",
    to_principals: ["account users"],
  });
});

test("policies need rights on their securable and on their function, and a place that has policies", () => {
  const { perform } = actedAccount();
  const put = (actor: string) =>
    perform(
      { kind: "put_policy", securable: { type: "catalog", name: "main" }, policy: POLICY, mode: "create" },
      { actor },
    );
  expect(put(BEN)).toMatchObject({ refusal: { status: 403 } });
  perform({
    kind: "change_grants",
    securable: { type: "catalog", name: "main" },
    changes: [{ principal: ANA, add: ["MANAGE"], remove: [] }],
  });
  expect(put(ANA)).toMatchObject({ refusal: { message: expect.stringContaining("EXECUTE") } });
  const volume = { type: "volume", name: "main.sales.v" } as const;
  expect(perform({ kind: "put_policy", securable: volume, policy: POLICY, mode: "create" })).toMatchObject({
    refusal: { status: 400 },
  });
});

test("isolating a catalog and binding it are two rows, and unknown workspaces are refused", () => {
  const { account, log, perform } = actedAccount();
  const bind = (workspaceId: string, actor?: string) =>
    perform(
      {
        kind: "change_bindings",
        securable: { type: "catalog", name: "main" },
        isolationMode: "ISOLATED",
        add: [{ workspaceId, type: "BINDING_TYPE_READ_ONLY" }],
        remove: [],
      },
      actor === undefined ? {} : { actor },
    );
  expect(bind("9999")).toMatchObject({ refusal: { status: 404 } });
  expect(bind("1001", BEN)).toMatchObject({ refusal: { status: 403 } });
  log.audits.length = 0;
  expect(bind("1001").kind).toBe("done");
  expect(account.securables.get("catalog:main")).toMatchObject({
    isolationMode: "ISOLATED",
    bindings: new Map([["1001", "BINDING_TYPE_READ_ONLY"]]),
  });
  expect(log.audits).toMatchObject([
    { action: "updateCatalog", params: { name_arg: "main", isolation_mode: "ISOLATED" } },
    {
      action: "updateWorkspaceBindings",
      params: {
        securable_type: "CATALOG",
        add: '[{"workspace_id":1001,"binding_type":"BINDING_TYPE_READ_ONLY"}]',
      },
    },
  ]);
});
