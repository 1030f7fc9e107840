import { beforeAll, describe, expect, test } from "vitest";
import { epochMs } from "../../domain/units.ts";
import { principalName } from "../account/account.ts";
import { canManage } from "../account/can-manage.ts";
import { checkMayGrant } from "../account/check-may-grant.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { closureOf } from "../account/closure-of.ts";
import { filterAndMasksFor } from "../account/effective-policies.ts";
import { principalIdOf } from "../account/find-principal.ts";
import { buildWorld } from "./build-world.ts";
import { PRESETS, type World } from "./world.ts";

const START = epochMs(Date.UTC(2026, 2, 2));

function worldOf(id: "small" | "demo", seed: number): World {
  const preset = PRESETS.find((each) => each.id === id);
  if (preset === undefined) throw new Error(`there is no preset ${id}`);
  return buildWorld({ preset, seed, startAt: START });
}

describe("a world follows from its options", () => {
  test("the same seed gives the same world, another seed another one", () => {
    expect(worldOf("small", 7)).toEqual(worldOf("small", 7));
    expect(worldOf("small", 8)).not.toEqual(worldOf("small", 7));
  });

  test.each(["small", "demo"] as const)(
    "%s has as many users and service principals as it promises",
    (id) => {
      const { account, preset } = worldOf(id, 3);
      const principals = [...account.principals.values()].filter(({ kind }) => kind !== "group");
      expect(principals.length).toBe(preset.principalCount);
    },
  );
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])("somebody who may sign in never does, with seed %s", (seed) => {
  const { account, persons } = worldOf("small", seed);
  const sleepers = persons.filter(({ activity }) => activity === 0);
  expect(sleepers.some(({ principalId }) => account.principals.get(principalId)?.isActive)).toBe(true);
});

describe("rights fit together", () => {
  let world: World;
  beforeAll(() => {
    world = worldOf("demo", 5);
  });

  function idOf(name: string): string {
    const id = principalIdOf(world.account, name);
    if (id === null) throw new Error(`nobody is called ${name}`);
    return id;
  }

  function refusals(questions: readonly Parameters<typeof checkPrivilege>[1][]): readonly string[] {
    return questions.flatMap((question) => {
      const refusal = checkPrivilege(world.account, question);
      return refusal === null ? [] : [`${question.securable.name}: ${refusal.message}`];
    });
  }

  test("everybody who is active reads the tables of the plan in the usual workspace, and writes where it says so", () => {
    const active = world.persons.filter(
      ({ principalId }) => world.account.principals.get(principalId)?.isActive === true,
    );
    const questions = active.flatMap(({ principalId, workspaceIds, tables, writes }) => {
      const ask = (privilege: string) => (name: string) => ({
        principalId,
        workspaceId: workspaceIds[0] ?? null,
        securable: { type: "table" as const, name },
        privilege,
      });
      return [...tables.map(ask("SELECT")), ...writes.map(ask("MODIFY"))];
    });
    expect(questions.length).toBeGreaterThan(800);
    expect(refusals(questions)).toEqual([]);
  });

  test("whoever a job runs as reads and writes what the job does, from its workspace", () => {
    const questions = world.jobs.flatMap(({ runAs, workspaceId, reads, writes }) => {
      const ask = (privilege: string) => (name: string) => ({
        principalId: idOf(runAs),
        workspaceId,
        securable: { type: "table" as const, name },
        privilege,
      });
      return [...reads.map(ask("SELECT")), ...(writes === null ? [] : [writes].map(ask("MODIFY")))];
    });
    expect(refusals(questions)).toEqual([]);
  });

  test("owners of views read what their views read, viewers of dashboards the dashboards", () => {
    const ofViews = [...world.account.securables.values()].flatMap(({ owner, detail }) =>
      detail.kind === "table"
        ? detail.viewDependencies.map((securable) => ({
            principalId: owner,
            workspaceId: null,
            securable,
            privilege: securable.type === "table" ? "SELECT" : "EXECUTE",
          }))
        : [],
    );
    const ofDashboards = world.dashboards.flatMap(({ reads, viewers, publisher, workspaceId }) =>
      [...viewers, publisher].flatMap((name) =>
        reads.map((read) => ({
          principalId: idOf(name),
          workspaceId,
          securable: { type: "table" as const, name: read },
          privilege: "SELECT",
        })),
      ),
    );
    const active = ofDashboards.filter(
      ({ principalId }) => world.account.principals.get(principalId)?.isActive === true,
    );
    expect(ofViews.length).toBeGreaterThan(7);
    expect(refusals([...ofViews, ...active])).toEqual([]);
  });

  test("no table meets two masks or two filters for anybody", () => {
    const problems = [...world.account.principals.values()].flatMap(({ id }) =>
      world.tables.flatMap(({ table }) => {
        const found = filterAndMasksFor(world.account, id, table);
        return found.kind === "refused" ? [found.refusal.message] : [];
      }),
    );
    expect(problems).toEqual([]);
  });

  test("stewards may give what the plan says", () => {
    const problems = world.approvalPlans.flatMap(({ steward, requests }) =>
      requests.flatMap(({ table, principal }) => {
        const refusal = checkMayGrant(world.account, {
          principalId: idOf(steward),
          workspaceId: world.workspaceIds.prod,
          securable: { type: "table", name: table },
          changes: [{ principal, add: ["SELECT"], remove: [] }],
        });
        return refusal === null ? [] : [refusal.message];
      }),
    );
    expect(world.approvalPlans.length).toBeGreaterThan(5);
    expect(problems).toEqual([]);
  });

  test("most people may not read what is sensitive", () => {
    const people = world.persons.filter(({ kind, team }) => kind === "human" && team === "marketing");
    for (const { principalId } of people)
      expect(
        checkPrivilege(world.account, {
          principalId,
          workspaceId: world.workspaceIds.analytics,
          securable: { type: "table", name: "prod.people.employees" },
          privilege: "SELECT",
        }),
      ).not.toBeNull();
  });
});

describe("the identities of Gatehouse", () => {
  let world: World;
  beforeAll(() => {
    world = worldOf("small", 5);
  });

  function may(name: string, privilege: string, table: string): boolean {
    const question = {
      principalId: principalIdOf(world.account, name) ?? "",
      workspaceId: null,
      securable: { type: "table" as const, name: table },
      privilege,
    };
    return checkPrivilege(world.account, question) === null;
  }

  function tables(): readonly string[] {
    return [...world.account.securables.values()]
      .filter(({ type }) => type === "table")
      .map(({ name }) => name);
  }

  test("the reader reads system tables and watched tables, nothing else, and writes nothing", () => {
    const { readerName } = world.keyPrincipals;
    const watched = new Set(world.tables.map(({ table }) => table));
    for (const name of tables()) {
      expect([name, may(readerName, "SELECT", name)]).toEqual([
        name,
        name.startsWith("system.") || watched.has(name),
      ]);
      expect(may(readerName, "MODIFY", name)).toBe(false);
    }
  });

  test("the reader holds READ METADATA on every catalog", () => {
    const reader = principalIdOf(world.account, world.keyPrincipals.readerName) ?? "";
    for (const { type, grants } of world.account.securables.values())
      if (type === "catalog") expect(grants.get(reader)?.has("READ_METADATA")).toBe(true);
  });

  test("the responder manages access everywhere but in `system`, and reads nothing", () => {
    const { responderName } = world.keyPrincipals;
    const responder = principalIdOf(world.account, responderName) ?? "";
    for (const name of tables()) {
      expect(may(responderName, "SELECT", name)).toBe(false);
      const manages = canManage(world.account, responder, { type: "table", name }, world.workspaceIds.prod);
      expect([name, manages]).toEqual([name, !name.startsWith("system.")]);
    }
  });

  test("the admin is account admin and in the group that owns the metastore", () => {
    const { adminName, metastoreAdminGroup } = world.keyPrincipals;
    const admin = world.account.principals.get(principalIdOf(world.account, adminName) ?? "");
    expect(admin?.roles.has("account_admin")).toBe(true);
    const owner = world.account.securables.get(`metastore:${world.account.metastoreId}`)?.owner ?? "";
    const group = world.account.principals.get(owner);
    expect(group === undefined ? "" : principalName(group)).toBe(metastoreAdminGroup);
    expect(closureOf(world.account, admin?.id ?? "").has(owner)).toBe(true);
  });
});
