// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the configuration are spelled like placeholders
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInMemory, unreached } from "../../test/cli/run-in-memory.ts";
import { ERROR_CODES } from "../domain/error-codes.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";

describe("runCli", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-cli-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it.each([
    [["--help"], "Commands:"],
    [["--version"], "1.2.3\n"],
    [["scan", "--help"], "DIR holds any mix of"],
    [["detect", "--help"], "FILE is CSV"],
    [["config", "explain", "--help"], "Every setting"],
    [["ledger", "verify", "--help"], "Without --key"],
    [["ledger", "export", "--help"], "The whole ledger"],
    [["explain", "--help"], "error code"],
    [["simulate", "--help"], "truth.ndjson"],
    [["emulate", "--help"], "Tokens are printed once, here"],
    [["demo", "--help"], "an emulator serves it"],
  ])("answers %j on standard output and succeeds", async (args, text) => {
    const { exitCode, stdout, stderr } = await runInMemory(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(text);
  });

  it("has examples in the help of every command that takes an argument", async () => {
    const simulated = [["simulate"], ["emulate"], ["demo"]];
    for (const command of [["scan"], ["detect"], ["ledger", "verify"], ["ledger", "export"], ...simulated])
      expect((await runInMemory([...command, "--help"])).stdout).toMatch(/Examples?:\n {2}(gatehouse|tail)/);
  });

  it.each([
    [[], "a command is missing"],
    [["config"], "a command is missing; `gatehouse config --help` lists them"],
    [["scna"], "unknown command `scna`; did you mean `scan`?"],
    [["ledger", "verfy"], "unknown command `verfy`; did you mean `verify`?"],
    [["scan", "x", "--jsn"], "unknown option `--jsn`; did you mean `--json`?"],
    [["scan"], "missing required argument `DIR`"],
    [["scan", "a", "b"], "too many arguments for `scan`: expected 1 argument but got 2"],
    [["scan", "a", "--since"], "option `--since <moment>` argument missing"],
    [["scan", "a", "--budget", "much"], "`--budget`: expected a number"],
    [["scan", "a", "--threads", ""], "`--threads`: expected a number"],
    [["scan", "a", "--since", "tuesday"], "`--since`: expected a moment such as"],
    [
      ["explain", "CONFIG_ENV_UNSE"],
      "no error code is called `CONFIG_ENV_UNSE`; did you mean `CONFIG_ENV_UNSET`?",
    ],
    [["scan", "--\u001b[31m"], "unknown option `--\\u001b[31m`"],
  ])("refuses %j with exit code 2 and one line that says why", async (args, text) => {
    const { exitCode, stdout, stderr } = await runInMemory(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr.split("\n")[0]).toContain(`gatehouse: ${text}`);
    expect(stderr).toContain("gatehouse explain CLI_USAGE");
  });

  it("explains every setting, with the file and the environment applied", async () => {
    const path = join(folder, "team.yaml");
    await writeFile(path, "budget:\n  alpha: ${ALPHA}\nsignals:\n  usage.cost: {materiality_floor: 25}\n");
    const { exitCode, stdout } = await runInMemory(["config", "explain", "--config", path, "--json"], {
      env: { ALPHA: "0.2" },
    });
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(0);
    expect(rows).toContainEqual(
      expect.objectContaining({ key: "budget.alpha", value: "0.2", from: `$ALPHA (${path}:2:10)` }),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ key: "signals.usage.cost.materiality_floor", value: "25", default: "10" }),
    );
  });

  it("prints the schema of the configuration as JSON", async () => {
    const pretty = await runInMemory(["config", "schema"]);
    const line = await runInMemory(["config", "schema", "--json"]);
    expect(JSON.parse(pretty.stdout)).toEqual(JSON.parse(line.stdout));
    expect(line.stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it("lists every problem of the configuration before it starts anything", async () => {
    const path = join(folder, "broken.yaml");
    await writeFile(path, "store:\n  path: ${NOPE}\nbudgt: {}\n");
    const { exitCode, stderr } = await runInMemory(["scan", folder, "--config", path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`gatehouse: ${path}:2:9: environment variable \`NOPE\` is not set\n`);
    expect(stderr).toContain(
      `gatehouse: ${path}:3:1: no field is called \`budgt\`; did you mean \`budget\`?\n`,
    );
    expect(stderr).not.toContain("reached a service");
  });

  it("explains every error code, in any case of letters", async () => {
    const all = await runInMemory(["explain", "--json"]);
    const rows = all.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ code }) => code)).toEqual(Object.keys(ERROR_CODES));
    const one = await runInMemory(["explain", "store_locked"]);
    expect(one.stdout).toContain(`remedy: ${ERROR_CODES.STORE_LOCKED.remedy}\n`);
  });

  it("ends with the exit code of the error table when a service fails", async () => {
    const fails = (code: keyof typeof ERROR_CODES) =>
      runInMemory(["scan", folder], {
        scanTelemetry: async () => {
          throw new GatehouseError(code, { message: "it went wrong" });
        },
      });
    for (const code of ["SOURCE_NOTHING_FOUND", "STORE_LOCKED", "ENGINE_FAILED", "BUG"] as const) {
      const { exitCode, stderr } = await fails(code);
      expect(exitCode).toBe(ERROR_CODES[code].exitCode);
      expect(stderr).toContain("gatehouse: it went wrong\n");
      expect(stderr).not.toContain("    at ");
    }
  });

  it.each([["--help"], ["explain"]])("ends with exit code 3 where %j cannot be written", async (arg) => {
    const full = new Writable({
      highWaterMark: 1,
      write: (_, __, done) => done(Object.assign(new Error("no space"), { code: "ENOSPC" })),
    });
    const { exitCode, stderr } = await runInMemory([arg], { stdout: full });
    expect(exitCode).toBe(3);
    expect(stderr).toContain("gatehouse: the output cannot be written (ENOSPC)\n");
  });

  it("ends with 130 when the person interrupts", async () => {
    const interrupt = new AbortController();
    const { exitCode, stderr } = await runInMemory(["scan", folder], {
      signal: interrupt.signal,
      scanTelemetry: async ({ signal }) => {
        interrupt.abort();
        signal.throwIfAborted();
        return unreached();
      },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: "interrupted\n" });
  });
});
