import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS } from "../../src/domain/units.ts";
import type { SecurableReference } from "../../src/ports/workspace.ts";
import type { Account, SimulatedToken } from "../../src/simulator/account/account.ts";
import type { Fault, FaultKind } from "../../src/simulator/emulator/fault-knobs.ts";
import { openDatabricksResponder } from "../../src/workspaces/databricks/open-databricks-responder.ts";
import { openDatabricksWorkspace } from "../../src/workspaces/databricks/open-databricks-workspace.ts";
import { addSystemTables } from "../emulator/add-system-tables.ts";
import {
  ADMIN,
  ANA,
  BEN,
  openSmallAccount,
  SMALL_KEY_PRINCIPALS,
  START_AT,
  TABLE,
} from "../emulator/open-small-account.ts";
import { type ServedEmulator, serveEmulator } from "../emulator/serve-emulator.ts";
import { simulateAccount } from "../emulator/simulate-account.ts";

const never = new AbortController().signal;
const ON_TABLE: SecurableReference = { type: "table", fullName: TABLE };
const PATCH = "/api/2.1/unity-catalog/permissions/**";
const AT_ADMIN = { name: ADMIN, warehouseId: "ab12" };
const AUDIT_LATENCY_MS = 6 * HOUR_MS;

const BEFORE: readonly (Partial<Fault> & { readonly kind: FaultKind })[] = [
  { kind: "too_many_requests", retryAfterS: 5 },
  { kind: "unavailable" },
  { kind: "internal_error" },
  { kind: "html_page" },
  { kind: "connection_reset" },
  { kind: "slow", delayMs: 10 },
];
const AFTER: readonly (Partial<Fault> & { readonly kind: FaultKind })[] = [
  { kind: "unavailable", isAfterEffect: true },
  { kind: "internal_error", isAfterEffect: true },
  { kind: "html_page", isAfterEffect: true },
  { kind: "connection_reset", isAfterEffect: true },
  { kind: "cut_body" },
];

describe("changes under faults", () => {
  let served: ServedEmulator;
  beforeAll(async () => {
    const { account, ids } = openSmallAccount();
    addSystemTables(account, ids.admin);
    const simulation = await simulateAccount(account, {
      startAt: START_AT,
      keyPrincipals: SMALL_KEY_PRINCIPALS,
    });
    served = await serveEmulator(simulation, [ADMIN]);
  });
  afterAll(() => served.close());

  /** Privileges of Ben on the table, as our client reads them. */
  async function held(): Promise<readonly string[]> {
    const workspace = openDatabricksWorkspace({ client: served.clientOf(ADMIN), account: null });
    const { items } = await workspace.directGrants(ON_TABLE, never);
    return items.filter(({ principal }) => principal === BEN).map(({ privilege }) => privilege);
  }

  /** Rows of the audit log for changes of grants on the table since `sinceMs`, whole copies of a row left out. */
  async function auditRows(sinceMs: number): Promise<readonly string[]> {
    served.setFaults([]);
    await served.changeClock({ advanceMs: AUDIT_LATENCY_MS });
    const { rows, message } = await served.sql(
      AT_ADMIN,
      `SELECT DISTINCT event_id, request_params['changes'] FROM system.access.audit
       WHERE action_name = 'updatePermissions' AND request_params['securable_full_name'] = '${TABLE}'
         AND event_time >= timestamp_millis(${sinceMs})`,
    );
    expect(message).toBe("");
    return rows.map(([, changes]) => String(changes));
  }

  async function changeUnder(
    fault: Partial<Fault>,
  ): Promise<{ readonly sinceMs: number; readonly answer: readonly string[] }> {
    const sinceMs = Number(served.simulation.now());
    const responder = openDatabricksResponder({ client: served.clientOf(ADMIN), account: null });
    const isHeld = (await held()).includes("SELECT");
    served.setFaults([{ ...fault, route: PATCH, method: "PATCH", nextCount: fault.kind === "slow" ? 1 : 2 }]);
    const update = { principal: BEN, add: isHeld ? [] : ["SELECT"], remove: isHeld ? ["SELECT"] : [] };
    const answer = await responder.updateGrants(ON_TABLE, [update], never);
    expect(served.faultCount()).toBe(fault.kind === "slow" ? 1 : 2);
    expect((await held()).includes("SELECT")).toBe(!isHeld);
    return {
      sinceMs,
      answer: answer.filter(({ principal }) => principal === BEN).map(({ privilege }) => privilege),
    };
  }

  it.each(BEFORE)(
    "a change that fails twice before it takes effect is applied once and leaves one row: $kind",
    async (fault) => {
      const { sinceMs, answer } = await changeUnder(fault);
      expect(answer).toEqual(await held());
      expect(await auditRows(sinceMs)).toHaveLength(1);
    },
  );

  it.each(AFTER)(
    "a change whose answer is lost is applied once; each request that came through leaves its row: $kind",
    async (fault) => {
      const { sinceMs, answer } = await changeUnder(fault);
      expect(answer).toEqual(await held());
      const rows = await auditRows(sinceMs);
      expect(rows).toHaveLength(3);
      expect(new Set(rows).size).toBe(1);
    },
  );

  it("membership, activity, owner, tokens and jobs end in the state that was asked for, whatever answers are lost", async () => {
    const { account } = served.simulation;
    const client = served.clientOf(ADMIN);
    const responder = openDatabricksResponder({ client, account: { client, accountId: account.accountId } });
    const idOf = (name: string): string =>
      [...account.principals.values()].find(
        (each) => each.displayName === name || (each.kind === "user" && each.userName === name),
      )?.id ?? "";
    const group = account.principals.get(idOf("interns"));
    for (const fault of [...BEFORE, ...AFTER]) {
      served.setFaults([{ ...fault, chance: 0.5 }]);
      const membership = { groupId: idOf("interns"), principalId: idOf(BEN) };
      await responder.setMembership({ ...membership, isMember: true }, never);
      expect(group?.kind === "group" && group.members.has(idOf(BEN))).toBe(true);
      await responder.setMembership({ ...membership, isMember: false }, never);
      expect(group?.kind === "group" && group.members.has(idOf(BEN))).toBe(false);
      for (const isActive of [false, true]) {
        await responder.setActive({ kind: "user", id: idOf(BEN), isActive }, never);
        expect(account.principals.get(idOf(BEN))?.isActive).toBe(isActive);
      }
      for (const isPaused of [true, false]) {
        await responder.setJobPaused("700", isPaused, never);
        expect(account.jobs.get("700")?.schedule?.isPaused).toBe(isPaused);
      }
      for (const owner of [BEN, ADMIN]) {
        await responder.setOwner(ON_TABLE, owner, never);
        expect(account.securables.get(`table:${TABLE}`)?.owner).toBe(idOf(owner));
      }
      await responder.cancelJobRuns("700", never);
      account.tokens.set("t1", {
        ...tokenOf(account, idOf(ADMIN)),
        id: "t1",
        owner: idOf(BEN),
        valueHash: "none",
      });
      await responder.deleteToken("t1", never);
      expect(account.tokens.has("t1")).toBe(false);
    }
    expect(account.principals.get(idOf("interns"))).toMatchObject({ members: new Set([idOf(ANA)]) });
  });
});

function tokenOf(account: Account, owner: string): SimulatedToken {
  const token = [...account.tokens.values()].find((each) => each.owner === owner);
  if (token === undefined) throw new RangeError("the administrator has no token");
  return token;
}
