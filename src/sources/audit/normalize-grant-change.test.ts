import { describe, expect, it } from "vitest";
import { auditRow, grantChanges } from "../../../test/conformance/source-audit.ts";
import type { SourceRow } from "../../../test/conformance/source-rows.ts";

describe("changes of grants", () => {
  const permissions = (changes: string, more: SourceRow = {}) =>
    auditRow({
      service_name: "unityCatalog",
      action_name: "updatePermissions",
      request_params: { securable_type: "TABLE", securable_full_name: "a.b.c", changes },
      ...more,
    });

  it("a list that cannot be read stays visible without principal and privilege", async () => {
    const lists = ["not json", "[", "{}", '"text"', "[1, 2]", '[{"principal":"x"'];
    const rows = lists.map((changes, index) => permissions(changes, { event_id: String(index) }));
    const unread = { change: "grant", principal: null, privilege: null, securable: "a.b.c" };
    expect(await grantChanges(rows)).toMatchObject(lists.map(() => unread));
  });

  it("an empty list changes nothing", async () => {
    const lists = ["[]", " [] ", '[{"principal":"x"}]', '[{"principal":"x","add":[]}]'];
    expect(
      await grantChanges(lists.map((changes, index) => permissions(changes, { event_id: String(index) }))),
    ).toEqual([]);
  });

  it("a privilege named twice in one call is one change", async () => {
    const changes =
      '[{"principal":"x","add":["SELECT","SELECT","select"]},{"principal":"X","add":["SELECT"]}]';
    expect(await grantChanges([permissions(changes)])).toHaveLength(1);
  });

  it("a request that failed changed nothing", async () => {
    const rows = [401, 403, 404, 500].map((status) =>
      permissions('[{"principal":"x","add":["SELECT"]}]', {
        event_id: String(status),
        response: { status_code: status },
      }),
    );
    expect(await grantChanges(rows)).toEqual([]);
  });

  it("a request without a recorded answer may have changed something", async () => {
    expect(
      await grantChanges([permissions('[{"principal":"x","add":["SELECT"]}]', { response: null })]),
    ).toHaveLength(1);
  });

  it("members are read from lists and from text, and an unreadable list stays visible", async () => {
    const cases: readonly (readonly [string, readonly (string | null)[]])[] = [
      ['["a@x.com", "b@x.com"]', ["a@x.com", "b@x.com"]],
      ["a@x.com,B@x.com", ["a@x.com", "b@x.com"]],
      ["[a@x.com]", ["a@x.com"]],
      ['[{"id":1}]', [null]],
      ["", [null]],
    ];
    const rows = cases.map(([principals], index) =>
      auditRow({
        event_id: String(index),
        action_name: "removePrincipalsFromGroup",
        request_params: { targetGroupName: "G", principals },
      }),
    );
    const changes = await grantChanges(rows);
    const gone = cases.flatMap(([, members], index) =>
      members.map((member) => `${index} remove_member ${member}`),
    );
    expect(changes.map((row) => `${row["event_id"]} ${row["change"]} ${row["principal"]}`).sort()).toEqual(
      gone,
    );
  });

  it("an assignment to a workspace makes no admin unless it says so", async () => {
    const row = auditRow({
      service_name: "workspace",
      action_name: "updatePermissionAssignment",
      request_params: { principal_id: "88", permissions: '["USER"]' },
    });
    expect(await grantChanges([row])).toEqual([]);
  });
});
