import { expect, test } from "vitest";
import {
  ADMIN,
  ANA,
  actedAccount,
  BEN,
  IDS,
  NINE,
  WORKSPACE,
} from "../../../test/simulator/acted-account.ts";

const ORDERS = { type: "table", name: "main.sales.orders" } as const;

test("a grant is one row of the account level, whose changes leave out empty lists", () => {
  const { account, log, perform } = actedAccount();
  const outcome = perform({
    kind: "change_grants",
    securable: ORDERS,
    changes: [
      { principal: BEN, add: ["SELECT"], remove: [] },
      { principal: "analysts", add: [], remove: ["SELECT"] },
    ],
  });
  expect(outcome).toEqual({ kind: "done", made: {} });
  const grants = account.securables.get("table:main.sales.orders")?.grants;
  expect(grants?.get(IDS.ben)).toEqual(new Set(["SELECT"]));
  expect(grants?.has(IDS.analysts)).toBe(false);
  expect(log.audits).toHaveLength(1);
  const [row] = log.audits;
  expect(row).toMatchObject({
    service: "unityCatalog",
    action: "updatePermissions",
    workspaceId: "0",
    actor: ADMIN,
    status: 200,
    params: {
      securable_type: "TABLE",
      securable_full_name: ORDERS.name,
      workspace_id: WORKSPACE,
      metastore_id: "meta-1",
    },
  });
  expect(JSON.parse(row?.ownParams?.["changes"] ?? "")).toEqual([
    { principal: BEN, add: ["SELECT"] },
    { principal: "analysts", remove: ["SELECT"] },
  ]);
});

test("who cannot manage is refused, changes nothing, and leaves a row with 403", () => {
  const { account, log, perform } = actedAccount();
  const outcome = perform(
    { kind: "change_grants", securable: ORDERS, changes: [{ principal: BEN, add: ["SELECT"], remove: [] }] },
    { actor: BEN },
  );
  expect(outcome).toMatchObject({ kind: "refused", refusal: { status: 403 } });
  expect(account.securables.get("table:main.sales.orders")?.grants.has(IDS.ben)).toBe(false);
  expect(log.audits).toMatchObject([{ action: "updatePermissions", status: 403, actor: BEN }]);
  expect(log.audits[0]?.error).toMatch(/^DatabricksServiceException: PERMISSION_DENIED: /);
});

test("MANAGE is enough to grant oneself, when the containers may be used", () => {
  const { perform } = actedAccount();
  perform({
    kind: "change_grants",
    securable: { type: "schema", name: "main.sales" },
    changes: [{ principal: ANA, add: ["MANAGE"], remove: [] }],
  });
  const own = {
    kind: "change_grants",
    securable: { type: "table", name: "main.sales.secrets" },
    changes: [{ principal: ANA, add: ["SELECT"], remove: [] }],
  } as const;
  expect(perform(own, { actor: ANA }).kind).toBe("done");
});

test("an unknown principal or a privilege that means nothing there refuses the whole request", () => {
  const { account, log, perform } = actedAccount();
  const grant = (principal: string, privilege: string) =>
    perform({
      kind: "change_grants",
      securable: ORDERS,
      changes: [
        { principal: BEN, add: ["SELECT"], remove: [] },
        { principal, add: [privilege], remove: [] },
      ],
    });
  expect(grant("nobody", "SELECT")).toMatchObject({ refusal: { code: "PRINCIPAL_DOES_NOT_EXIST" } });
  expect(grant(ANA, "READ_VOLUME")).toMatchObject({ refusal: { status: 400 } });
  expect(account.securables.get("table:main.sales.orders")?.grants.has(IDS.ben)).toBe(false);
  expect(log.audits.map((row) => row.status)).toEqual([404, 400]);
});

test("a share is granted to recipients by an action of its own", () => {
  const { log, perform } = actedAccount();
  for (const type of ["share", "recipient"] as const)
    perform({
      kind: "create_securable",
      securable: { type, name: `out_${type}` },
      detail: type === "share" ? { kind: "share", objects: new Set() } : { kind: "none" },
      comment: null,
    });
  perform({
    kind: "change_share",
    share: "out_share",
    addObjects: ["main.sales.orders"],
    removeObjects: [],
  });
  const outcome = perform({
    kind: "change_grants",
    securable: { type: "share", name: "out_share" },
    changes: [{ principal: "out_recipient", add: ["SELECT"], remove: [] }],
  });
  expect(outcome.kind).toBe("done");
  expect(log.audits.map((row) => row.action)).toEqual([
    "createShare",
    "createRecipient",
    "updateShare",
    "updateSharePermissions",
  ]);
  expect(log.audits.at(-1)?.params).toMatchObject({ name: "out_share" });
  expect(JSON.parse(log.audits[2]?.ownParams?.["updates"] ?? "")).toEqual([
    { action: "ADD", data_object: { name: "main.sales.orders", data_object_type: "TABLE" } },
  ]);
});

test("who cannot read a table cannot share it", () => {
  const { account, perform } = actedAccount();
  perform({
    kind: "create_securable",
    securable: { type: "share", name: "out" },
    detail: { kind: "share", objects: new Set() },
    comment: null,
  });
  perform({ kind: "change_owner", securable: { type: "share", name: "out" }, owner: BEN });
  const add = {
    kind: "change_share",
    share: "out",
    addObjects: ["main.sales.orders"],
    removeObjects: [],
  } as const;
  expect(perform(add, { actor: BEN })).toMatchObject({ kind: "refused" });
  const detail = account.securables.get("share:out")?.detail;
  expect(detail?.kind === "share" && detail.objects.size).toBe(0);
});

test("a new owner is told by the update of the securable's kind", () => {
  const { account, log, perform } = actedAccount();
  perform({ kind: "change_owner", securable: ORDERS, owner: ANA });
  perform({ kind: "change_owner", securable: { type: "catalog", name: "main" }, owner: "analysts" });
  perform({ kind: "change_owner", securable: { type: "metastore", name: "meta-1" }, owner: ANA });
  expect(log.audits).toMatchObject([
    { action: "updateTables", params: { full_name_arg: ORDERS.name }, ownParams: { owner: ANA } },
    { action: "updateCatalog", params: { name_arg: "main" }, ownParams: { owner: "analysts" } },
    { action: "updateMetastore", params: { metastore_id: "meta-1" }, ownParams: { owner: ANA } },
  ]);
  expect(account.securables.get("table:main.sales.orders")).toMatchObject({
    owner: IDS.ana,
    updatedAt: NINE,
  });
});

test("who is no metastore administrator gives a view only to itself or a group of its own", () => {
  const { perform } = actedAccount();
  const view = { type: "table", name: "main.sales.secrets_view" } as const;
  perform({ kind: "change_owner", securable: view, owner: ANA });
  expect(perform({ kind: "change_owner", securable: view, owner: BEN }, { actor: ANA })).toMatchObject({
    refusal: { status: 403 },
  });
  expect(perform({ kind: "change_owner", securable: view, owner: "analysts" }, { actor: ANA }).kind).toBe(
    "done",
  );
});
