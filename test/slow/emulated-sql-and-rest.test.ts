import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Workspace } from "../../src/ports/workspace.ts";
import { openDatabricksWorkspace } from "../../src/workspaces/databricks/open-databricks-workspace.ts";
import { type ServedWorld, serveWorld, type WorldCallers } from "../emulator/serve-world.ts";
import { type RestAccount, readRestAccount, SQL_AND_REST } from "../emulator/sql-and-rest.ts";

const CALLERS: readonly (keyof WorldCallers)[] = ["metastoreAdmin", "reader", "manager", "owner", "plain"];

describe("REST and SQL tell the same", () => {
  let world: ServedWorld;
  beforeAll(async () => {
    world = await serveWorld();
  });
  afterAll(() => world.close());

  function workspaceOf(name: string, workspaceId: string): Workspace {
    return openDatabricksWorkspace({ client: world.clientOf(name, workspaceId), account: null });
  }

  async function sqlRows(name: string, workspaceId: string, text: string): Promise<readonly string[]> {
    const { rows, message } = await world.sql(world.placeOf(name, workspaceId), text);
    expect([text, message]).toEqual([text, ""]);
    return rows.map((cells) => cells.map((cell) => cell ?? "").join("|")).sort();
  }

  async function expectAgreement(who: keyof WorldCallers, workspaceId: string): Promise<RestAccount> {
    const name = world.callers[who];
    const hasColumnTags = who === "reader" || who === "plain";
    const rest = await readRestAccount(workspaceOf(name, workspaceId), { workspaceId, hasColumnTags });
    for (const { relation, select, rowsOf } of SQL_AND_REST) {
      if (relation === "column_tags" && !hasColumnTags) continue;
      const shown = await sqlRows(name, workspaceId, `${select} FROM system.information_schema.${relation}`);
      expect({ relation, rows: shown }).toEqual({ relation, rows: [...rowsOf(rest)].sort() });
    }
    return rest;
  }

  async function expectShowGrants(
    who: keyof WorldCallers,
    workspaceId: string,
    rest: RestAccount,
  ): Promise<number> {
    const name = world.callers[who];
    let count = 0;
    const some = rest.all.filter((_, index) => index % 7 === 0);
    for (const { securable, grants } of some) {
      const word = securable.type.toUpperCase();
      const quoted = securable.fullName
        .split(".")
        .map((part) => `\`${part}\``)
        .join(".");
      const expected = grants.map(
        ({ principal, privilege, inheritedFrom }) =>
          `${principal}|${privilege.replaceAll("_", " ")}|${inheritedFrom?.type.toUpperCase() ?? word}|${inheritedFrom?.fullName ?? securable.fullName}`,
      );
      expect(await sqlRows(name, workspaceId, `SHOW GRANTS ON ${word.replace("_", " ")} ${quoted}`)).toEqual(
        expected.sort(),
      );
      count += expected.length;
    }
    return count;
  }

  it.each(CALLERS)(
    "information_schema and SHOW GRANTS tell what REST lists, where everything is bound: %s",
    async (who) => {
      const [first = ""] = world.workspaceIds;
      const rest = await expectAgreement(who, first);
      expect(rest.of("table").length).toBeGreaterThan(5);
      expect(await expectShowGrants(who, first, rest)).toBeGreaterThan(
        who === "owner" || who === "plain" ? -1 : 20,
      );
    },
  );

  it.each(["metastoreAdmin", "plain"] as const)("the same where a catalog is not bound: %s", async (who) => {
    const last = world.workspaceIds.at(-1) ?? "";
    const rest = await expectAgreement(who, last);
    expect(rest.of("catalog").map(({ securable }) => securable.fullName)).not.toContain("prod");
  });

  it("who holds MANAGE alone is shown all grants by REST, and its own by information_schema", async () => {
    const [first = ""] = world.workspaceIds;
    const { manager } = world.callers;
    const { items, visibility } = await workspaceOf(manager, first).effectiveGrants(
      { type: "catalog", fullName: "prod" },
      new AbortController().signal,
    );
    expect(visibility).toEqual({ kind: "complete", because: "MANAGE held" });
    expect(new Set(items.map(({ principal }) => principal)).size).toBeGreaterThan(3);
    const grantees = await sqlRows(
      manager,
      first,
      "SELECT DISTINCT grantee FROM system.information_schema.catalog_privileges",
    );
    expect(grantees).toEqual([manager]);
  });
});
