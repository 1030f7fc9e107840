import { describe, expect, it } from "vitest";
import { documentedKeys, keyPaths } from "../../test/cli/documented-keys.ts";
import { runInMemory } from "../../test/cli/run-in-memory.ts";
import type { Json } from "../domain/brand.ts";
import { ERROR_CODES } from "../domain/error-codes.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { epochMs, pValue } from "../domain/units.ts";
import type { GrantVisibility } from "../services/check-grant-visibility.ts";
import type { ScanIncident, ScanReport } from "../services/scan-report.ts";
import type {
  DemoRequest,
  EmulateRequest,
  RunningEmulator,
  SimulateReport,
  SimulateRequest,
} from "./simulation-requests.ts";

const START = epochMs(Date.UTC(2026, 2, 2));
const SECRETS = ["dapi-of-reader", "dose-of-reader", "dapi-of-ana", "control-secret"];

const SIMULATED: SimulateReport = {
  directory: "sim",
  from: START,
  until: epochMs(Date.UTC(2026, 2, 5)),
  principalCount: 30,
  storyCount: 1,
  fileCount: 18,
  byteCount: 2_345_678,
  rowCounts: { "access.audit": 20_188, "query.history": 3_054, "access.column_lineage": 0 },
};

const REPORT: ScanReport = {
  incidents: [],
  coverage: {
    sources: [],
    notes: null,
    notAssessed: [],
    totals: {
      signalCount: 75,
      seriesCount: 10,
      observationCount: 20,
      findingCount: 0,
      incidentCount: 0,
      durationSeconds: 1,
    },
  },
};

const INCIDENT: ScanIncident = {
  id: "inc_1",
  openedAt: START,
  window: { start: START, end: START },
  principals: [],
  securables: [],
  jobs: [],
  warehouses: [],
  findings: [
    {
      id: "fnd_1",
      signal: "usage.cost_per_sku",
      title: "cost",
      sentence: "it cost more",
      surface: "cost",
      unit: "USD",
      entity: { kind: "other", type: "sku", key: "jobs" },
      window: { start: START, end: START },
      value: 9,
      expected: 1,
      lower: 0,
      upper: 2,
      p: pValue(1e-9),
      thresholdP: 1e-6,
      weight: 1,
      detectors: ["seasonal-lognormal"],
      contributions: [],
    },
  ],
  attribution: {
    kind: "undetermined",
    posterior: {
      data_shift: 0,
      pipeline_fault: 0,
      newly_authorized_access: 0,
      unauthorized_access: 0,
      usage_growth: 0.5,
      telemetry_fault: 0.5,
    },
    reasons: [],
    missing: ["lineage was not assessed"],
  },
  summary: "it cost more",
};

interface WatchedEmulator extends RunningEmulator {
  closeCount(): number;
}

function runningEmulator(): WatchedEmulator {
  let closeCount = 0;
  return {
    url: "http://127.0.0.1:8181",
    accountId: "11111111-2222-4333-a444-555555555555",
    workspaceId: "1001",
    warehouseId: "ab12",
    now: START,
    controlToken: "control-secret",
    watchedTables: [],
    identities: [
      { role: "reader", name: "6f1c2a34", token: "dapi-of-reader", clientSecret: "dose-of-reader" },
      { role: "named", name: "ana@example.com", token: "dapi-of-ana", clientSecret: null },
    ],
    closeCount: () => closeCount,
    async close() {
      closeCount += 1;
    },
  };
}

/** Only the options of a command, and where the request went. */
async function requested<Request>(
  args: readonly string[],
  service: "simulateAccount" | "openEmulator" | "runDemo",
): Promise<Request | undefined> {
  let taken: Request | undefined;
  await runInMemory(args, {
    [service]: async (request: Request) => {
      taken = request;
      throw new GatehouseError("PORT_IN_USE", { message: "enough" });
    },
  });
  return taken;
}

describe("options of a simulated account", () => {
  it("have defaults that every command shares, but for the preset", async () => {
    const account = { seed: 7, dayCount: null, startAt: null, storyFolder: null, isQuiet: false };
    expect(await requested<SimulateRequest>(["simulate", "--out", "sim"], "simulateAccount")).toMatchObject({
      ...account,
      preset: "small",
      directory: "sim",
      isReplaced: false,
    });
    expect(await requested<EmulateRequest>(["emulate"], "openEmulator")).toMatchObject({
      ...account,
      preset: "small",
      port: 8_181,
      speed: 1,
      identities: [],
    });
    expect(await requested<DemoRequest>(["demo"], "runDemo")).toMatchObject({
      ...account,
      preset: "demo",
      port: 0,
    });
  });

  it("are taken as they are given", async () => {
    const account = ["--preset", "bench", "--seed", "11", "--days", "3", "--start", "2026-01-05"];
    const args = [...account, "--stories", "mine", "--quiet"];
    const wanted = {
      preset: "bench",
      seed: 11,
      dayCount: 3,
      startAt: epochMs(Date.UTC(2026, 0, 5)),
      storyFolder: "mine",
      isQuiet: true,
    };
    expect(
      await requested<SimulateRequest>(["simulate", ...args, "--out", "o", "--replace"], "simulateAccount"),
    ).toMatchObject({ ...wanted, directory: "o", isReplaced: true });
    const emulate = ["emulate", ...args, "--port", "0", "--speed", "600", "--identity", "ana", "ben"];
    expect(await requested<EmulateRequest>(emulate, "openEmulator")).toMatchObject({
      ...wanted,
      port: 0,
      speed: 600,
      identities: ["ana", "ben"],
    });
    expect(await requested<EmulateRequest>([...emulate, "--frozen"], "openEmulator")).toMatchObject({
      speed: 0,
    });
    expect(await requested<DemoRequest>(["demo", ...args, "--budget", "3"], "runDemo")).toMatchObject({
      ...wanted,
      settings: { budget: { findings_per_day: 3 } },
    });
  });

  it.each([
    [["simulate"], "required option `--out <DIR>` not specified"],
    [["simulate", "--out", "x", "more"], "too many arguments for `simulate`"],
    [["simulate", "--out", "x", "--sed", "7"], "unknown option `--sed`; did you mean `--seed`?"],
    [["simulate", "--out", "x", "--seed", "seven"], "`--seed` takes a whole number from 0 to"],
    [["simulate", "--out", "x", "--seed", "1.5"], "`--seed` takes a whole number from 0 to"],
    [["simulate", "--out", "x", "--seed", "-1"], "`--seed` takes a whole number from 0 to"],
    [["simulate", "--out", "x", "--seed", "9007199254740992"], "`--seed` takes a whole number from 0 to"],
    [["demo", "--seed", ""], "`--seed` takes a whole number from 0 to"],
    [["simulate", "--out", "x", "--days", "0"], "`--days` takes a whole number from 1 to 3650, not `0`"],
    [["demo", "--days", "3651"], "`--days` takes a whole number from 1 to 3650, not `3651`"],
    [["simulate", "--out", "x", "--start", "tuesday"], "`--start` takes a day such as 2026-03-02"],
    [["emulate", "--start", "2026-03-02T01:00Z"], "`--start` takes a day such as 2026-03-02"],
    [["emulate", "--port", "65536"], "`--port` takes a whole number from 0 to 65535, not `65536`"],
    [["demo", "--port", "http"], "`--port` takes a whole number from 0 to 65535, not `http`"],
    [["emulate", "--speed", "0"], "`--speed` takes a whole number from 1 to 86400, not `0`"],
    [["emulate", "--identity"], "option `--identity <name...>` argument missing"],
  ])("are refused in %j with exit code 2 and one line that says why", async (args, text) => {
    const { exitCode, stdout, stderr } = await runInMemory(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr.split("\n")[0]).toContain(`gatehouse: ${text}`);
    expect(stderr).toContain("gatehouse explain CLI_USAGE");
  });
});

describe("gatehouse simulate", () => {
  const simulate = (args: readonly string[]) =>
    runInMemory(["simulate", "--out", "sim", ...args], { simulateAccount: async () => SIMULATED });

  it("prints one JSON object, whose keys docs/json.md names", async () => {
    const { exitCode, stdout, stderr } = await simulate(["--json"]);
    const printed: Json = JSON.parse(stdout);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(printed).toMatchObject({ kind: "simulated", from: "2026-03-02", until: "2026-03-05" });
    expect([...keyPaths(printed, ["rowCounts"])].sort()).toEqual(
      [...documentedKeys("`simulate`: one line")].sort(),
    );
  });

  it("tells people what was written and what to do with it, and leaves empty tables out", async () => {
    const { stdout } = await simulate([]);
    expect(stdout.split("\n")[0]).toBe(
      "sim: 30 principals from 2026-03-02 to 2026-03-05, 1 story, 18 files, 2.35 MB",
    );
    expect(stdout).toMatch(/access\.audit +20,188 rows/);
    expect(stdout).not.toContain("column_lineage");
    expect(stdout).toContain("gatehouse scan sim\n");
  });

  it("tells every mistake in a story with its file, line and column", async () => {
    const problemTexts = ["a.story:3:7: no such word", "b.story:1:1: a name is missing"];
    const { exitCode, stderr } = await runInMemory(["simulate", "--out", "sim"], {
      simulateAccount: async () => {
        const message = `${problemTexts[0]} (and 1 more)`;
        throw new GatehouseError("STORY_INVALID", { message, cause: { problemTexts } });
      },
    });
    expect(exitCode).toBe(3);
    expect(stderr.split("\n").slice(0, 2)).toEqual(problemTexts.map((text) => `gatehouse: ${text}`));
  });
});

describe("gatehouse emulate", () => {
  function emulate(args: readonly string[], emulator: RunningEmulator) {
    const interrupt = new AbortController();
    const ended = runInMemory(["emulate", ...args], {
      signal: interrupt.signal,
      openEmulator: async () => emulator,
    });
    return { interrupt, ended };
  }

  it("serves until it is interrupted, then closes once and succeeds", async () => {
    const emulator = runningEmulator();
    const { interrupt, ended } = emulate([], emulator);
    let hasEnded = false;
    const watched = ended.then((run) => {
      hasEnded = true;
      return run;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect({ hasEnded, closeCount: emulator.closeCount() }).toEqual({ hasEnded: false, closeCount: 0 });
    interrupt.abort();
    expect((await watched).exitCode).toBe(0);
    expect(emulator.closeCount()).toBe(1);
  });

  it("prints one JSON object, whose keys docs/json.md names", async () => {
    const { interrupt, ended } = emulate(["--json"], runningEmulator());
    interrupt.abort();
    const printed: Json = JSON.parse((await ended).stdout);
    expect(printed).toMatchObject({ kind: "emulator", now: "2026-03-02T00:00:00.000Z" });
    expect([...new Set(keyPaths(printed, []))].sort()).toEqual(
      [...documentedKeys("`emulate`: one line, as soon as it answers")].sort(),
    );
  });

  it("prints secrets on standard output, each once, and nowhere else", async () => {
    const { interrupt, ended } = emulate([], runningEmulator());
    interrupt.abort();
    const { stdout, stderr } = await ended;
    for (const secret of SECRETS) {
      expect(stdout.split(secret)).toHaveLength(2);
      expect(stderr).not.toContain(secret);
    }
  });

  it("ends with 130 when it is interrupted before it answers", async () => {
    const interrupt = new AbortController();
    const { exitCode, stdout } = await runInMemory(["emulate"], {
      signal: interrupt.signal,
      openEmulator: async ({ signal, onProgress }) => {
        onProgress({ phase: "living through days", doneCount: 1, totalCount: 14 });
        interrupt.abort();
        signal.throwIfAborted();
        return runningEmulator();
      },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: "" });
  });

  it.each(["SIMULATION_PRESET_UNKNOWN", "SIMULATION_IDENTITY_UNKNOWN", "PORT_IN_USE"] as const)(
    "ends as the table of error codes says for %s",
    async (code) => {
      const { exitCode, stdout, stderr } = await runInMemory(["emulate"], {
        openEmulator: async () => {
          throw new GatehouseError(code, { message: "not so" });
        },
      });
      expect({ exitCode, stdout }).toEqual({ exitCode: ERROR_CODES[code].exitCode, stdout: "" });
      expect(stderr).toContain(`gatehouse explain ${code}`);
    },
  );
});

const VISIBILITY: GrantVisibility = {
  caller: {
    id: "9",
    name: "6f1c2a34",
    displayName: "guard",
    groups: [],
    hasAllGroups: true,
    isWorkspaceAdmin: false,
  },
  catalogs: [
    { name: "main", visibility: { kind: "own_only", because: "no right on it" } },
    { name: "prod", visibility: { kind: "complete", because: "MANAGE" } },
  ],
};

describe("gatehouse demo", () => {
  function demo(args: readonly string[], report: ScanReport, signal = new AbortController().signal) {
    const emulator = runningEmulator();
    const ended = runInMemory(["demo", ...args], {
      signal,
      runDemo: async ({ onServing, onGrantVisibility }) => {
        onServing(emulator);
        onGrantVisibility(VISIBILITY);
        return { report, emulator };
      },
    });
    return { emulator, ended };
  }

  it("prints the report of the scan, closes the emulator and tells no secret", async () => {
    const { emulator, ended } = demo(["--json"], REPORT);
    const { exitCode, stdout, stderr } = await ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: "coverage", totals: { signalCount: 75 } });
    expect(stderr).toContain("answers at http://127.0.0.1:8181");
    expect(stderr).toContain("as guard (6f1c2a34): 1 catalog of 2 with all their grants in sight");
    expect(stderr).toContain("grants on main are shown in part: no right on it");
    expect(emulator.closeCount()).toBe(1);
    for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
  });

  it("goes on serving on request, until it is interrupted", async () => {
    const interrupt = new AbortController();
    const { emulator, ended } = demo(["--keep-serving"], REPORT, interrupt.signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(emulator.closeCount()).toBe(0);
    interrupt.abort();
    const { exitCode, stderr } = await ended;
    expect({ exitCode, closeCount: emulator.closeCount() }).toEqual({ exitCode: 0, closeCount: 1 });
    expect(stderr).toContain("goes on serving");
  });

  it("fails when asked to, with findings", async () => {
    const found: ScanReport = { ...REPORT, incidents: [INCIDENT] };
    expect((await demo(["--json"], found).ended).exitCode).toBe(0);
    expect((await demo(["--json", "--fail-on-findings"], found).ended).exitCode).toBe(1);
    expect((await demo(["--json", "--fail-on-findings"], REPORT).ended).exitCode).toBe(0);
  });
});
