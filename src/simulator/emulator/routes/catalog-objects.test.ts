import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, ANA, BEN, STEWARD, TABLE } from "../../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../../test/emulator/open-small-emulator.ts";
import { objectsField } from "../body-fields.ts";

const ROOT = "/api/2.1/unity-catalog";

describe("objects of the metastore", () => {
  let emulator: SmallEmulator;
  beforeAll(async () => {
    emulator = await openSmallEmulator();
  });
  afterAll(() => emulator.simulation.close());

  async function names(who: string, path: string, key: string): Promise<readonly unknown[]> {
    const { body } = await emulator.call(who, `GET ${ROOT}/${path}`);
    return objectsField(body, key).map((item) => item["full_name"] ?? item["name"]);
  }

  it("lists tell what the caller may see, and only what the workspace is bound to", async () => {
    expect(await names(ADMIN, "catalogs", "catalogs")).toEqual(["main"]);
    expect(await names(ADMIN, "catalogs?include_unbound=true", "catalogs")).toEqual(["main", "vault"]);
    expect(await names(ANA, "catalogs?include_unbound=true", "catalogs")).toEqual(["main"]);
    expect(await names(BEN, "catalogs", "catalogs")).toEqual([]);
    expect(await names(ANA, "tables?catalog_name=main&schema_name=sales", "tables")).toEqual([
      TABLE,
      "main.sales.returns",
    ]);
  });

  it("a listing needs its parents, and does not tell of those that are not seen", async () => {
    expect((await emulator.call(ANA, `GET ${ROOT}/tables?catalog_name=main`)).status).toBe(400);
    expect(
      (await emulator.call(ANA, `GET ${ROOT}/tables?catalog_name=main&schema_name=nothing`)).body[
        "error_code"
      ],
    ).toBe("SCHEMA_DOES_NOT_EXIST");
    expect((await emulator.call(BEN, `GET ${ROOT}/tables/${TABLE}`)).body["message"]).toBe(
      `Table '${TABLE}' does not exist.`,
    );
  });

  it("a table tells its columns with types in all three forms, and times in epoch milliseconds", async () => {
    const { body } = await emulator.call(ANA, `GET ${ROOT}/tables/${TABLE}`);
    expect(body).toMatchObject({ table_type: "MANAGED", owner: ADMIN, created_at: 1_790_841_600_000 });
    expect(objectsField(body, "columns")[1]).toEqual({
      name: "amount",
      type_text: "decimal(10,2)",
      type_name: "DECIMAL",
      type_precision: 10,
      type_scale: 2,
      position: 1,
      nullable: true,
    });
  });

  it("what is seen by BROWSE alone is listed only when asked for, and marked", async () => {
    const changes = [{ principal: BEN, add: ["BROWSE"] }];
    await emulator.call(ADMIN, `PATCH ${ROOT}/permissions/catalog/main`, { changes });
    expect(await names(BEN, "catalogs", "catalogs")).toEqual([]);
    const { body } = await emulator.call(
      BEN,
      `GET ${ROOT}/tables?catalog_name=main&schema_name=hr&include_browse=true`,
    );
    expect(objectsField(body, "tables")[0]).toMatchObject({ full_name: "main.hr.people", browse_only: true });
    await emulator.call(ADMIN, `PATCH ${ROOT}/permissions/catalog/main`, {
      changes: [{ principal: BEN, remove: ["BROWSE"] }],
    });
  });

  it("pages follow one another by token; 0 leaves the size to the server", async () => {
    const path = "tables?catalog_name=main&schema_name=sales&max_results=1";
    const first = await emulator.call(ANA, `GET ${ROOT}/${path}`);
    const token = first.body["next_page_token"];
    const second = await emulator.call(ANA, `GET ${ROOT}/${path}&page_token=${token}`);
    expect(objectsField(second.body, "tables")[0]?.["full_name"]).toBe("main.sales.returns");
    expect(second.body["next_page_token"]).toBeUndefined();
    expect((await emulator.call(ANA, `GET ${ROOT}/${path.replace("=1", "=-1")}`)).status).toBe(400);
  });

  it("summaries and existence answer without the whole table", async () => {
    const summaries = await emulator.call(
      ANA,
      `GET ${ROOT}/table-summaries?catalog_name=main&schema_name_pattern=sa%25&table_name_pattern=order_`,
    );
    expect(summaries.body["tables"]).toEqual([{ full_name: TABLE, table_type: "MANAGED" }]);
    expect((await emulator.call(ANA, `GET ${ROOT}/tables/${TABLE}/exists`)).body).toEqual({
      table_exists: true,
    });
    expect((await emulator.call(ANA, `GET ${ROOT}/tables/main.sales.none/exists`)).body).toEqual({
      table_exists: false,
    });
  });

  it("objects are made, changed, given away and dropped by who may", async () => {
    const made = await emulator.call(ADMIN, `POST ${ROOT}/schemas`, {
      name: "Fresh",
      catalog_name: "main",
      comment: "new",
    });
    expect(made.body).toMatchObject({ full_name: "main.fresh", owner: ADMIN, comment: "new" });
    await emulator.call(ADMIN, `POST ${ROOT}/volumes`, {
      name: "drop",
      catalog_name: "main",
      schema_name: "fresh",
      volume_type: "MANAGED",
    });
    expect((await emulator.call(ANA, `PATCH ${ROOT}/schemas/main.fresh`, { owner: ANA })).status).toBe(404);
    expect((await emulator.call(ANA, `PATCH ${ROOT}/tables/${TABLE}`, { owner: ANA })).status).toBe(403);
    const given = await emulator.call(ADMIN, `PATCH ${ROOT}/schemas/main.fresh`, {
      owner: STEWARD,
      comment: "given",
    });
    expect(given.body).toMatchObject({ owner: STEWARD, comment: "given" });
    expect((await emulator.call(ADMIN, `DELETE ${ROOT}/schemas/main.fresh`)).body["error_code"]).toBe(
      "SCHEMA_NOT_EMPTY",
    );
    expect((await emulator.call(ADMIN, `DELETE ${ROOT}/schemas/main.fresh?force=true`)).status).toBe(200);
    expect((await emulator.call(ADMIN, `GET ${ROOT}/volumes/main.fresh.drop`)).status).toBe(404);
  });

  it("a catalog is closed to a workspace by isolation, and opened by a binding", async () => {
    const path = `${ROOT}/bindings/catalog/vault`;
    const bound = await emulator.call(ADMIN, `PATCH ${path}`, {
      add: [{ workspace_id: 1001, binding_type: "BINDING_TYPE_READ_ONLY" }],
    });
    expect(bound.body["bindings"]).toEqual([{ workspace_id: 1001, binding_type: "BINDING_TYPE_READ_ONLY" }]);
    expect(await names(ADMIN, "catalogs", "catalogs")).toEqual(["main", "vault"]);
    const old = await emulator.call(ADMIN, `PATCH ${ROOT}/workspace-bindings/catalogs/vault`, {
      unassign_workspaces: [1001],
    });
    expect(old.body).toEqual({ workspaces: [] });
    const opened = await emulator.call(ADMIN, `PATCH ${ROOT}/catalogs/main`, { isolation_mode: "ISOLATED" });
    expect(opened.body["isolation_mode"]).toBe("ISOLATED");
    const anaStatus = async () => (await emulator.call(ANA, `GET ${ROOT}/tables/${TABLE}`)).status;
    expect(await anaStatus()).toBe(200);
    const main = path.replace("vault", "main");
    await emulator.call(ADMIN, `PATCH ${main}`, { remove: [{ workspace_id: 1001 }] });
    expect(await anaStatus()).toBe(404);
    await emulator.call(ADMIN, `PATCH ${main}`, { add: [{ workspace_id: 1001 }] });
    expect(await anaStatus()).toBe(200);
  });

  it("policies are kept as they were sent, and inherited ones listed when asked for", async () => {
    await emulator.call(ADMIN, `POST ${ROOT}/functions`, {
      function_info: {
        name: "hide",
        catalog_name: "main",
        schema_name: "hr",
        input_params: { parameters: [{ name: "v", type_text: "string", type_name: "STRING", position: 0 }] },
        full_data_type: "string",
        routine_definition: "'***'",
      },
    });
    const policy = {
      name: "mask_notes",
      on_securable_type: "SCHEMA",
      on_securable_fullname: "main.hr",
      for_securable_type: "TABLE",
      policy_type: "POLICY_TYPE_COLUMN_MASK",
      to_principals: ["account users"],
      except_principals: [ADMIN],
      match_columns: [{ alias: "n", condition: "has_tag('pii')" }],
      column_mask: { function_name: "main.hr.hide", on_column: "n" },
    };
    expect(await emulator.call(ADMIN, `POST ${ROOT}/policies`, policy)).toMatchObject({
      status: 200,
      body: policy,
    });
    const inherited = `policies/table/main.hr.people?include_inherited=true`;
    expect(await names(ADMIN, inherited, "policies")).toEqual(["mask_notes"]);
    const patched = await emulator.call(
      ADMIN,
      `PATCH ${ROOT}/policies/schema/main.hr/mask_notes?update_mask=except_principals`,
      { except_principals: ["analysts"], to_principals: ["nobody"] },
    );
    expect(patched.body).toMatchObject({ to_principals: ["account users"], except_principals: ["analysts"] });
    expect((await emulator.call(BEN, `GET ${ROOT}/policies/schema/main.hr`)).status).toBe(404);
    await emulator.call(ADMIN, `DELETE ${ROOT}/policies/schema/main.hr/mask_notes`);
    expect((await emulator.call(ADMIN, `GET ${ROOT}/policies/schema/main.hr/mask_notes`)).status).toBe(404);
  });

  it("tags stand on securables and columns, and are inherited by what lies in a container", async () => {
    const made = await emulator.call(ADMIN, `POST ${ROOT}/entity-tag-assignments`, {
      entity_type: "columns",
      entity_name: `${TABLE}.note`,
      tag_key: "pii",
      tag_value: "free text",
    });
    expect(made.body).toMatchObject({ entity_type: "columns", tag_key: "pii", tag_value: "free text" });
    const listed = await emulator.call(
      ADMIN,
      `GET ${ROOT}/entity-tag-assignments/columns/${TABLE}.note/tags`,
    );
    expect(objectsField(listed.body, "tag_assignments")).toHaveLength(1);
    const inherited = await emulator.call(
      ADMIN,
      `GET ${ROOT}/entity-tag-assignments/tables/${TABLE}/tags?include_inherited=true`,
    );
    expect(objectsField(inherited.body, "tag_assignments")).toMatchObject([
      { tag_key: "domain", inherited: true },
    ]);
    await emulator.call(ADMIN, `DELETE ${ROOT}/entity-tag-assignments/columns/${TABLE}.note/tags/pii`);
    expect(
      (await emulator.call(ADMIN, `GET ${ROOT}/entity-tag-assignments/columns/${TABLE}.note/tags/pii`))
        .status,
    ).toBe(404);
  });

  it("governed tags are made by account administrators", async () => {
    const policy = { tag_key: "region", values: [{ name: "eu" }] };
    expect((await emulator.call(BEN, "POST /api/2.1/tag-policies", policy)).status).toBe(403);
    expect((await emulator.call(ADMIN, "POST /api/2.1/tag-policies", policy)).body).toMatchObject(policy);
    expect((await emulator.call(ANA, "GET /api/2.1/tag-policies")).body["tag_policies"]).toMatchObject([
      policy,
    ]);
  });

  it("shares tell their objects one by one, and are granted to recipients", async () => {
    await emulator.call(ADMIN, `POST ${ROOT}/shares`, { name: "out" });
    const filled = await emulator.call(ADMIN, `PATCH ${ROOT}/shares/out`, {
      updates: [{ action: "ADD", data_object: { name: TABLE, data_object_type: "TABLE" } }],
    });
    expect(objectsField(filled.body, "objects")).toMatchObject([{ name: TABLE }]);
    const granted = await emulator.call(ADMIN, `PATCH ${ROOT}/shares/out/permissions`, {
      changes: [{ principal: "partner", add: ["SELECT"] }],
    });
    expect(granted.body["privilege_assignments"]).toEqual([{ principal: "partner", privileges: ["SELECT"] }]);
    expect(
      (await emulator.call(ADMIN, `GET ${ROOT}/recipients/partner/share-permissions`)).body[
        "permissions_out"
      ],
    ).toEqual([
      { share_name: "out", privilege_assignments: [{ principal: "partner", privileges: ["SELECT"] }] },
    ]);
  });
});
