import { expect, test } from "vitest";
import {
  ADMIN,
  ANA,
  actedAccount,
  BEN,
  IDS,
  NINE,
  tableDetail,
} from "../../../test/simulator/acted-account.ts";
import type { ActContent } from "./act.ts";

const SCHEMA = { type: "schema", name: "main.sales" } as const;
const TABLE: ActContent = {
  kind: "create_securable",
  securable: { type: "table", name: "main.sales.fresh" },
  detail: tableDetail(),
  comment: "new",
};

test("who may create in a schema owns what it creates, which is told by name and place", () => {
  const { account, log, perform } = actedAccount();
  perform({
    kind: "change_grants",
    securable: SCHEMA,
    changes: [{ principal: ANA, add: ["CREATE_TABLE"], remove: [] }],
  });
  const outcome = perform(TABLE, { actor: ANA });
  const table = account.securables.get("table:main.sales.fresh");
  expect(outcome).toEqual({ kind: "done", made: { id: table?.uuid } });
  expect(table).toMatchObject({ owner: IDS.ana, createdBy: ANA, createdAt: NINE, comment: "new" });
  expect(log.audits.at(-1)).toMatchObject({
    action: "createTable",
    params: { name: "fresh", catalog_name: "main", schema_name: "sales", comment: "new" },
    ownParams: { table_type: "MANAGED" },
    status: 200,
  });
});

test("without the right to create there is nothing new, and with the name taken it is a conflict", () => {
  const { account, log, perform } = actedAccount();
  expect(perform(TABLE, { actor: BEN })).toMatchObject({ refusal: { status: 403 } });
  expect(account.securables.has("table:main.sales.fresh")).toBe(false);
  perform(TABLE);
  expect(perform(TABLE)).toMatchObject({ refusal: { status: 409, code: "TABLE_ALREADY_EXISTS" } });
  expect(log.audits.map((row) => row.status)).toEqual([403, 200, 409]);
});

test("what replaces another keeps its owner and grants; only who may alter it may replace it", () => {
  const { account, perform } = actedAccount();
  perform({
    kind: "change_grants",
    securable: SCHEMA,
    changes: [{ principal: ANA, add: ["CREATE_TABLE"], remove: [] }],
  });
  perform(TABLE);
  const before = account.securables.get("table:main.sales.fresh");
  before?.grants.set(IDS.ben, new Set(["SELECT"]));
  const other: ActContent = { ...TABLE, comment: "newer", isReplace: true };
  expect(perform(other, { actor: ANA })).toMatchObject({ refusal: { status: 403 } });
  expect(perform(other)).toEqual({ kind: "done", made: { id: before?.uuid } });
  const after = account.securables.get("table:main.sales.fresh");
  expect(after).toMatchObject({ owner: before?.owner, comment: "newer", updatedBy: ADMIN });
  expect(after?.grants.get(IDS.ben)).toEqual(new Set(["SELECT"]));
});

test("a view over what its maker cannot read is refused", () => {
  const { perform } = actedAccount();
  perform({
    kind: "change_grants",
    securable: SCHEMA,
    changes: [{ principal: ANA, add: ["CREATE_TABLE"], remove: [] }],
  });
  const view = (base: string): ActContent => ({
    kind: "create_securable",
    securable: { type: "table", name: "main.sales.mine" },
    detail: tableDetail({
      tableType: "VIEW",
      viewText: "SELECT 1",
      viewDependencies: [{ type: "table", name: base }],
    }),
    comment: null,
  });
  expect(perform(view("main.sales.secrets"), { actor: ANA })).toMatchObject({ refusal: { status: 403 } });
  expect(perform(view("main.sales.orders"), { actor: ANA }).kind).toBe("done");
});

test.each([
  { type: "catalog", name: "lab", word: "Catalog", params: { name_arg: "lab" } },
  { type: "schema", name: "main.lab", word: "Schema", params: { full_name_arg: "main.lab" } },
  {
    type: "volume",
    name: "main.sales.files",
    word: "Volume",
    params: { volume_full_name: "main.sales.files" },
  },
  { type: "function", name: "main.sales.f", word: "Function", params: { full_name_arg: "main.sales.f" } },
  { type: "external_location", name: "lake", word: "ExternalLocation", params: { name_arg: "lake" } },
  { type: "storage_credential", name: "key", word: "StorageCredential", params: { name_arg: "key" } },
  { type: "connection", name: "pg", word: "Connection", params: { name_arg: "pg" } },
  { type: "recipient", name: "partner", word: "Recipient", params: { name: "partner" } },
] as const)("a $type is created and dropped by its own actions", ({ type, name, word, params }) => {
  const { account, log, perform } = actedAccount();
  perform({ kind: "create_securable", securable: { type, name }, detail: { kind: "none" }, comment: null });
  perform({ kind: "drop_securable", securable: { type, name } });
  expect(log.audits.map((row) => [row.action, row.status])).toEqual([
    [`create${word}`, 200],
    [`delete${word}`, 200],
  ]);
  expect(log.audits[1]?.params).toMatchObject(params);
  expect(account.securables.has(`${type}:${name}`)).toBe(false);
});

test("a model is told as a model, when it is dropped too", () => {
  const { log, perform } = actedAccount();
  const securable = { type: "function", name: "main.sales.churn" } as const;
  perform({
    kind: "create_securable",
    securable,
    detail: { kind: "function", parameters: [], returnType: "", body: null, isModel: true },
    comment: null,
  });
  perform({ kind: "drop_securable", securable });
  expect(log.audits.map((row) => row.action)).toEqual(["createRegisteredModel", "deleteRegisteredModel"]);
});

test("a container that is not empty and a table of somebody else stay", () => {
  const { account, log, perform } = actedAccount();
  expect(perform({ kind: "drop_securable", securable: SCHEMA })).toMatchObject({
    refusal: { code: "SCHEMA_NOT_EMPTY" },
  });
  const table = { type: "table", name: "main.sales.orders" } as const;
  expect(perform({ kind: "drop_securable", securable: table }, { actor: ANA })).toMatchObject({
    refusal: { status: 403 },
  });
  expect(
    perform({ kind: "drop_securable", securable: { type: "table", name: "main.sales.none" } }),
  ).toMatchObject({
    refusal: { status: 404 },
  });
  expect(account.securables.has("table:main.sales.orders")).toBe(true);
  expect(log.audits.map((row) => row.action)).toEqual(["deleteSchema", "deleteTable", "deleteTable"]);
});

test("columns are changed by who may write the table, and told as the table's new columns", () => {
  const { account, log, perform } = actedAccount();
  const columns = [
    { name: "id", type: "bigint", isNullable: true, comment: null, tags: new Map(), mask: null },
  ];
  const act = { kind: "set_columns", table: "main.sales.orders", columns } as const;
  expect(perform(act, { actor: ANA })).toMatchObject({ refusal: { status: 403 } });
  expect(perform(act, { actor: ADMIN }).kind).toBe("done");
  expect(account.securables.get("table:main.sales.orders")?.detail).toMatchObject({ columns });
  expect(log.audits[1]?.ownParams).toEqual({ columns: '[{"name":"id","type_text":"bigint"}]' });
});
