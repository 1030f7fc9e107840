import { type DatabricksClient, openDatabricksClient } from "../../src/databricks/open-databricks-client.ts";
import type { Fault } from "../../src/simulator/emulator/fault-knobs.ts";
import { isObject, type JsonObject, parseJson } from "../../src/simulator/emulator/json.ts";
import { type ListeningEmulator, openEmulator } from "../../src/simulator/emulator/open-emulator.ts";
import { statementRoutes } from "../../src/simulator/emulator/statements/statement-routes.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import { openVirtualClock, type VirtualClock } from "../databricks/virtual-clock.ts";
import { type StatementSeen, seen } from "./statement-client.ts";

/** An emulator that listens, and our own client to it. */
export interface ServedEmulator extends ListeningEmulator {
  readonly simulation: Simulation;
  /** Time of the machine as emulator and clients see it: it passes only by waiting, and then at once. */
  readonly clock: VirtualClock;
  /** Our client, signed in as somebody; `workspaceId` null: the first workspace. */
  clientOf(name: string, workspaceId?: string | null): DatabricksClient;
  /** Runs a statement without our client, and waits for its end. */
  sql(where: StatementPlace, statement: string): Promise<StatementSeen>;
  /** Steps, freezes and runs the account's time, as `POST /_emulator/clock` takes it. */
  changeClock(body: JsonObject): Promise<JsonObject>;
  setFaults(faults: readonly Partial<Fault>[]): void;
  /** How often faults have happened since they were set. */
  faultCount(): number;
}

export interface StatementPlace {
  readonly name: string;
  readonly warehouseId: string;
  readonly workspaceId?: string;
}

const PLAIN_FAULT: Fault = {
  kind: "unavailable",
  route: "**",
  method: null,
  chance: 1,
  nextCount: null,
  delayMs: 0,
  retryAfterS: null,
  isAfterEffect: false,
};

/** Serves a simulation over HTTP on loopback. Closing it closes the simulation, too. */
export async function serveEmulator(
  simulation: Simulation,
  identities: readonly string[],
): Promise<ServedEmulator> {
  const clock = openVirtualClock(Number(simulation.now()));
  const listening = await openEmulator({
    simulation,
    port: 0,
    wallClock: () => clock.nowMs(),
    seed: 7,
    identities,
    routeGroups: [statementRoutes],
    speed: null,
  });
  const { url, emulator, credentials, controlToken } = listening;
  const tokenOf = (name: string): string =>
    credentials.find((credential) => credential.name === name)?.token ?? "";

  async function post(path: string, body: JsonObject, headers: Record<string, string>): Promise<JsonObject> {
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const value = parseJson(await response.text());
    return isObject(value) ? value : {};
  }

  return {
    ...listening,
    simulation,
    clock,
    clientOf: (name, workspaceId = null) =>
      openDatabricksClient({
        host: url,
        credential: { kind: "token", token: tokenOf(name) },
        workspaceId,
        accountId: null,
        version: "0",
        clock,
        random: () => 0,
        readCountPerSecond: 1_000_000,
        writeCountPerSecond: 1_000_000,
      }),
    sql: async ({ name, warehouseId, workspaceId }, statement) =>
      seen(
        await post(
          "/api/2.0/sql/statements",
          { warehouse_id: warehouseId, statement, wait_timeout: "50s" },
          {
            authorization: `Bearer ${tokenOf(name)}`,
            ...(workspaceId === undefined ? {} : { "x-databricks-workspace-id": workspaceId }),
          },
        ),
      ),
    changeClock: (body) => post("/_emulator/clock", body, { authorization: `Bearer ${controlToken}` }),
    setFaults: (faults) => emulator.faults.set(faults.map((fault) => ({ ...PLAIN_FAULT, ...fault }))),
    faultCount: () => emulator.faults.list().reduce((count, { hitCount }) => count + hitCount, 0),
    async close() {
      await listening.close();
      simulation.close();
    },
  };
}
