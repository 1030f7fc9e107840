import { describe, expect, it } from "vitest";
import { auditRow, eventColumns, onlyEvent } from "../../../test/conformance/source-audit.ts";
import type { SourceRow } from "../../../test/conformance/source-rows.ts";
import { ACTION_CLASSES } from "./action-classes.ts";

describe("where somebody came from", () => {
  it("is an address without port, and its network; nothing where no peer is named", async () => {
    const cases = [
      ["203.0.113.7", "203.0.113.7", "203.0.113.0/24"],
      [" 203.0.113.7:51234 ", "203.0.113.7", "203.0.113.0/24"],
      ["2001:DB8::1", "2001:db8::1", "2001:db8:0::/48"],
      ["[2001:db8:0042::1]:443", "2001:db8:0042::1", "2001:db8:42::/48"],
      ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
      ["::ffff:192.0.2.9", "192.0.2.9", "192.0.2.0/24"],
      ["[::ffff:192.0.2.9]:80", "192.0.2.9", "192.0.2.0/24"],
      ["gateway.internal:443", "gateway.internal", null],
      ["", null, null],
      ["   ", null, null],
      [null, null, null],
      ["0.0.0.0", null, null],
      ["127.0.0.1:9", null, null],
      ["[::1]:443", null, null],
      ["::1", null, null],
      ["::", null, null],
    ];
    const rows = cases.map(([text]) => auditRow({ source_ip_address: text }));
    const answer = await eventColumns(rows, ["source_ip_address", "network"]);
    expect(answer).toEqual(cases.map(([, address, network]) => [address, network]));
  });

  it("is a family of agents", async () => {
    const cases = [
      ["Mozilla/5.0 (X11)", "mozilla"],
      ["terraform-provider-databricks/1.95.0 go/1.24", "terraform-provider-databricks"],
      ["curl", "curl"],
      [" TruffleHog v3", "trufflehog"],
      ["", null],
      [null, null],
    ];
    const rows = cases.map(([text]) => auditRow({ user_agent: text }));
    expect(await eventColumns(rows, ["user_agent_family"])).toEqual(cases.map(([, family]) => [family]));
  });
});

describe("who acted", () => {
  it("is whom the platform named, of failed logins who was claimed, else nobody", async () => {
    const cases = [
      ["Ana@Example.com", null, "ana@example.com", "user"],
      [
        "5D4C3B2A-9F8E-4D7C-8B6A-0123456789AB",
        null,
        "5d4c3b2a-9f8e-4d7c-8b6a-0123456789ab",
        "service_principal",
      ],
      ["not-a-uuid-but-exactly-36-characters", null, "not-a-uuid-but-exactly-36-characters", "unknown"],
      ["System-User", null, "system-user", "system"],
      [null, "Tried@Example.com", "tried@example.com", "user"],
      ["", "tried@example.com", "tried@example.com", "user"],
      ["unknown", null, null, "unknown"],
      ["__REDACTED__", "__REDACTED__", null, "unknown"],
      [null, null, null, "unknown"],
    ];
    const rows = cases.map(([email, user]) =>
      auditRow({ user_identity: { email }, request_params: user === null ? {} : { user } }),
    );
    expect(await eventColumns(rows, ["principal", "principal_kind"])).toEqual(
      cases.map(([, , ...expected]) => expected),
    );
  });
});

describe("which workspace", () => {
  it("is the one that acted, for the account's events the one that the request names", async () => {
    const account = { workspace_id: "0", audit_level: "ACCOUNT_LEVEL" };
    const cases: readonly (readonly [SourceRow, string, boolean])[] = [
      [{ ...account, request_params: { workspace_id: "7" } }, "7", true],
      [{ ...account, request_params: { workspaceId: "7" } }, "7", true],
      [account, "0", true],
      [{ workspace_id: "7", request_params: { workspace_id: "8" } }, "7", false],
      [{ workspace_id: "0", audit_level: null, request_params: { workspace_id: "8" } }, "8", true],
      [{ workspace_id: null, audit_level: null }, "0", true],
    ];
    const rows = cases.map(([more]) => auditRow(more));
    const answer = await eventColumns(rows, ["workspace_id", "is_account_level"]);
    expect(answer).toEqual(cases.map(([, ...expected]) => expected));
  });
});

describe("which securable", () => {
  it("is named by the first parameter that is there, in any spelling", async () => {
    const cases: readonly (readonly [Readonly<Record<string, string>>, string | null])[] = [
      [{ table_full_name: "a.b.c", full_name_arg: "x.y.z" }, "a.b.c"],
      [{ tableFullName: "A.b.c" }, "a.b.c"],
      [{ FullNameArg: "a.b.c" }, "a.b.c"],
      [{ catalog_name: "A", schema_name: "b", name: "c" }, "a.b.c"],
      [{ catalogName: "a", name: "b" }, "a.b"],
      [{ catalog_name: "a" }, "a"],
      [{ name: "Share_1" }, "share_1"],
      [{ table_id: "T-1" }, "t-1"],
      [{ full_name_arg: " `A`. b .`c.d` " }, "a.b.`c.d`"],
      [{}, null],
    ];
    const rows = cases.map(([params]) =>
      auditRow({ service_name: "unityCatalog", action_name: "someNewAction", request_params: params }),
    );
    const answer = await eventColumns(rows, ["category", "securable"]);
    expect(answer).toEqual(cases.map(([, securable]) => ["other", securable]));
  });

  it("is none for other services, and for files outside of volumes", async () => {
    const rows = [
      auditRow({
        service_name: "jobs",
        action_name: "create",
        request_params: { name: "main.sales.orders" },
      }),
      auditRow({
        service_name: "filesystem",
        action_name: "filesGet",
        request_params: { path: "/dbfs/tmp/x" },
      }),
    ];
    expect(await eventColumns(rows, ["category", "securable", "securable_type"])).toEqual([
      ["other", null, null],
      ["export", null, null],
    ]);
  });

  it("is told whatever the case of the action", async () => {
    const row = auditRow({
      service_name: "UnityCatalog",
      action_name: "UPDATEPERMISSIONS",
      request_params: { securable_type: "registered_model", securable_full_name: "a.b.m" },
    });
    expect(await onlyEvent(row)).toMatchObject({ category: "permission_change", securable_type: "model" });
  });
});

it("no action is classified twice, which would double its events", () => {
  const actions = ACTION_CLASSES.flatMap(({ service, actions: names }) =>
    names.split(" ").map((name) => `${service}/${name}`.toLowerCase()),
  );
  expect(actions.filter((action, index) => actions.indexOf(action) !== index)).toEqual([]);
});
