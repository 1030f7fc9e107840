import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabricksClient } from "../../src/databricks/open-databricks-client.ts";
import type { ErrorCode } from "../../src/domain/error-codes.ts";
import { GatehouseError } from "../../src/domain/gatehouse-error.ts";
import type { Workspace } from "../../src/ports/workspace.ts";
import type { Fault, FaultKind } from "../../src/simulator/emulator/fault-knobs.ts";
import { openDatabricksWorkspace } from "../../src/workspaces/databricks/open-databricks-workspace.ts";
import { ADMIN, openSmallAccount, SMALL_KEY_PRINCIPALS, START_AT } from "../emulator/open-small-account.ts";
import { LISTS, readEverything } from "../emulator/read-everything.ts";
import { type ServedEmulator, serveEmulator } from "../emulator/serve-emulator.ts";
import { simulateAccount } from "../emulator/simulate-account.ts";
import { WIDE_COUNT, widenAccount } from "../emulator/widen-account.ts";

/** Faults that pass, and how often: a client that gives up after six broken answers must not meet six at once. */
const PASSING: readonly (Partial<Fault> & { readonly kind: FaultKind })[] = [
  { kind: "too_many_requests", retryAfterS: 3, chance: 0.3 },
  { kind: "unavailable", chance: 0.3 },
  { kind: "internal_error", chance: 0.3, isAfterEffect: true },
  { kind: "html_page", chance: 0.3 },
  { kind: "empty_body", chance: 0.1 },
  { kind: "broken_json", chance: 0.1 },
  { kind: "cut_body", chance: 0.1 },
  { kind: "connection_reset", chance: 0.3 },
  { kind: "empty_page", chance: 0.6 },
  { kind: "slow", delayMs: 5, chance: 0.3 },
];

/** Faults that last: the client has to say so. */
const LASTING: readonly (readonly [FaultKind, ErrorCode])[] = [
  ["too_many_requests", "DATABRICKS_RATE_LIMITED"],
  ["unavailable", "DATABRICKS_UNAVAILABLE"],
  ["internal_error", "DATABRICKS_UNAVAILABLE"],
  ["html_page", "DATABRICKS_UNAVAILABLE"],
  ["connection_reset", "DATABRICKS_UNAVAILABLE"],
  ["cut_body", "DATABRICKS_UNAVAILABLE"],
  ["empty_body", "DATABRICKS_BAD_ANSWER"],
  ["broken_json", "DATABRICKS_BAD_ANSWER"],
  ["numeric_error_code", "DATABRICKS_DENIED"],
];

/** Lists that come in one piece by their interface. */
const UNPAGED = new Set(["assignments", "objectGrants"]);
/** One list of each way of listing. */
const OF_EACH_WAY = ["tables", "directGrants", "users", "groups", "jobs", "assignments"];

describe("lists under faults", () => {
  let served: ServedEmulator;
  let whole: Awaited<ReturnType<typeof readEverything>>;
  beforeAll(async () => {
    const { account, ids } = openSmallAccount();
    widenAccount(account, ids);
    const simulation = await simulateAccount(account, {
      startAt: START_AT,
      keyPrincipals: SMALL_KEY_PRINCIPALS,
    });
    served = await serveEmulator(simulation, [ADMIN]);
    whole = await readEverything(openWorkspace());
  });
  afterAll(() => served.close());

  function openWorkspace(client: DatabricksClient = served.clientOf(ADMIN)): Workspace {
    const { accountId } = served.simulation.account;
    return openDatabricksWorkspace({ client, account: { client, accountId } });
  }

  async function failureOf(work: Promise<unknown> | undefined): Promise<string> {
    try {
      await work;
      return "none";
    } catch (error) {
      return error instanceof GatehouseError ? error.code : String(error);
    }
  }

  it("without a fault, every list is whole, each item comes once, and the verdict says so", () => {
    for (const [name, { items, visibility }] of Object.entries(whole)) {
      expect([name, visibility.kind]).toEqual([name, "complete"]);
      const texts = items.map((item) => JSON.stringify(item));
      expect([name, new Set(texts).size]).toEqual([name, texts.length]);
      if (!UNPAGED.has(name)) expect([name, texts.length >= WIDE_COUNT]).toEqual([name, true]);
    }
    const { account } = served.simulation;
    const principals = [...account.principals.values()];
    expect(whole["users"]?.items.length).toBe(principals.filter(({ kind }) => kind === "user").length);
    expect(whole["policies"]?.items.length).toBe(WIDE_COUNT);
    expect(whole["bindings"]?.items.length).toBe(WIDE_COUNT + 1);
    expect(whole["jobs"]?.items.length).toBe(account.jobs.size);
    expect(whole["tags"]?.items.length).toBe(WIDE_COUNT + 1);
  });

  it.each(PASSING)("every list is the same, item by item, under $kind", async (fault) => {
    served.setFaults([fault]);
    expect(await readEverything(openWorkspace())).toEqual(whole);
    expect(served.faultCount()).toBeGreaterThan(5);
  });

  it("every list is the same, item by item, when everything goes wrong now and then", async () => {
    served.setFaults(PASSING.map((fault) => ({ ...fault, chance: 0.05 })));
    expect(await readEverything(openWorkspace())).toEqual(whole);
    expect(served.faultCount()).toBeGreaterThan(20);
  });

  it.each(LASTING)(
    "a list whose pages keep failing is an error, never a shorter list: %s",
    async (kind, code) => {
      for (const name of OF_EACH_WAY) {
        served.setFaults([{ kind, retryAfterS: 50 }]);
        expect([name, await failureOf(LISTS[name]?.(openWorkspace()))]).toEqual([name, code]);
      }
    },
  );

  it("a list whose second page is refused is an error", async () => {
    for (const [name, list] of Object.entries(LISTS)) {
      if (UNPAGED.has(name)) continue;
      served.setFaults([]);
      const client = served.clientOf(ADMIN);
      const refusedAfterFirst: DatabricksClient = {
        ...client,
        async request(request) {
          const answer = await client.request(request);
          served.setFaults([{ kind: "numeric_error_code" }]);
          return answer;
        },
      };
      expect([name, await failureOf(list(openWorkspace(refusedAfterFirst)))]).toEqual([
        name,
        "DATABRICKS_DENIED",
      ]);
    }
  });
});
