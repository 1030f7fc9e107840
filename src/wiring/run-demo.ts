import type { DemoReport, DemoRequest } from "../cli/simulation-requests.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { emulateAccount } from "./emulate-account.ts";
import { scanEngine } from "./scan-engine.ts";
import type { ProgramPlace } from "./surroundings.ts";

/** Our own server on this machine has no other clients to be polite to. */
const DEMO_READS_PER_SECOND = 200;

/** An emulator, and a scan of it as of a real workspace. */
export async function runDemo(request: DemoRequest, place: ProgramPlace): Promise<DemoReport> {
  const [
    { openDatabricksClient },
    { openDatabricksEngine },
    { openDatabricksWorkspace },
    { checkGrantVisibility },
    { SOURCES },
    { tableProfilesSource },
  ] = await Promise.all([
    import("../databricks/open-databricks-client.ts"),
    import("../engines/databricks/open-databricks-engine.ts"),
    import("../workspaces/databricks/open-databricks-workspace.ts"),
    import("../services/check-grant-visibility.ts"),
    import("../sources/registry.gen.ts"),
    import("../sources/table-profiles.ts"),
  ]);
  const emulator = await emulateAccount({ ...request, speed: 0, identities: [] }, place);
  try {
    request.onServing(emulator);
    const reader = emulator.identities.find(({ role }) => role === "reader");
    if (reader === undefined || reader.clientSecret === null)
      throw new GatehouseError("BUG", { message: "the simulated account has no reader" });
    const client = openDatabricksClient({
      host: emulator.url,
      credential: { kind: "oauth_client", clientId: reader.name, clientSecret: reader.clientSecret },
      workspaceId: emulator.workspaceId,
      accountId: null,
      version: place.version,
      readCountPerSecond: DEMO_READS_PER_SECOND,
      writeCountPerSecond: DEMO_READS_PER_SECOND,
    });
    const workspace = openDatabricksWorkspace({ client, account: null });
    request.onGrantVisibility(await checkGrantVisibility(workspace, request.signal));
    const { engine, coverage, skippedTables } = await openDatabricksEngine({
      client,
      warehouseId: emulator.warehouseId,
      tables: SOURCES,
      span: { since: null, until: null },
      watched: { profileTable: tableProfilesSource.table, tables: emulator.watchedTables },
      signal: request.signal,
      onProgress: ({ tablesDone, tableCount }) =>
        request.onProgress({ phase: "looking at tables", doneCount: tablesDone, totalCount: tableCount }),
    });
    const skipped = skippedTables.map(({ table, reason }) => ({ file: table, reason, rowCount: null }));
    const report = await scanEngine(request, {
      engine,
      coverage,
      notes: { skipped, ignored: [], otherTables: [] },
    });
    return { report, emulator };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}
