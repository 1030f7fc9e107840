import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printedObjects, runProgram, startProgram } from "./run-program.ts";

const ACCOUNT = ["--preset", "small", "--seed", "7", "--days", "2"];
const MISTAKEN_STORY = `story wrong
title "A word that no story knows"
class attack
attribution unauthorized_access
guard speaks up

let Thief = a person
concerns Thief

Thief flies away
`;

let root = "";
let simulated = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gatehouse-simulated-"));
  simulated = join(root, "simulated");
  const { exitCode, stdout } = await runProgram(["simulate", ...ACCOUNT, "--out", simulated, "--json"]);
  expect(exitCode).toBe(0);
  expect(printedObjects(stdout)).toMatchObject([{ kind: "simulated", directory: simulated }]);
}, 60_000);
afterAll(() => rm(root, { recursive: true }));

async function digests(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const digest = async (path: string) =>
    createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  return Object.fromEntries(
    await Promise.all(
      paths.sort().map(async (path) => [relative(directory, path), await digest(path)] as const),
    ),
  );
}

async function filled(name: string, file: string, text: string): Promise<string> {
  const directory = join(root, name);
  await mkdir(directory);
  await writeFile(join(directory, file), text);
  return directory;
}

describe("gatehouse simulate", () => {
  it("gives the same bytes for the same account, also where it replaces what it wrote", async () => {
    const first = await digests(simulated);
    const again = await runProgram(["simulate", ...ACCOUNT, "--out", simulated, "--replace"]);
    expect(again.exitCode).toBe(0);
    expect(await digests(simulated)).toEqual(first);
    expect(Object.keys(first)).toEqual(expect.arrayContaining(["SIMULATED.txt", "truth.ndjson"]));
  });

  it("leaves a folder alone that is not empty, and with --replace one that it did not write", async () => {
    const foreign = await filled("foreign", "notes.txt", "mine");
    for (const args of [
      ["--out", simulated],
      ["--out", foreign, "--replace"],
    ]) {
      const { exitCode, stdout, stderr } = await runProgram(["simulate", ...ACCOUNT, ...args]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toContain("gatehouse explain SIMULATION_FOLDER_IN_USE");
    }
    expect(await readdir(foreign)).toEqual(["notes.txt"]);
  });

  it("tells where a story is wrong, and writes nothing", async () => {
    const stories = await filled("stories", "wrong.story", MISTAKEN_STORY);
    const out = join(root, "never");
    const { exitCode, stderr } = await runProgram([
      "simulate",
      ...ACCOUNT,
      "--out",
      out,
      "--stories",
      stories,
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`gatehouse: ${join(stories, "wrong.story")}:10:7: `);
    expect(stderr).toContain("gatehouse explain STORY_INVALID");
    expect(await readdir(root)).not.toContain("never");
  });

  it("knows its presets", async () => {
    const { exitCode, stderr } = await runProgram([
      "simulate",
      "--preset",
      "tiny",
      "--out",
      join(root, "no"),
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("gatehouse: there is no preset `tiny`\n");
    expect(stderr).toContain("gatehouse explain SIMULATION_PRESET_UNKNOWN");
  });

  it("writes what a scan reads: every table assessed, and incidents found", async () => {
    const { exitCode, stdout } = await runProgram(["scan", simulated, "--json"]);
    const lines = printedObjects(stdout);
    expect(exitCode).toBe(0);
    expect(lines.slice(0, -1)).not.toEqual([]);
    const { sources } = lines.at(-1) as { readonly sources: readonly { readonly notAssessed: unknown }[] };
    expect(sources.map(({ notAssessed }) => notAssessed)).toEqual(sources.map(() => null));
  });
});

describe("gatehouse emulate", () => {
  it("answers whom it gave a token until it is interrupted, on a port that nobody else gets", async () => {
    const account = [...ACCOUNT, "--days", "1", "--quiet", "--frozen"];
    const emulator = startProgram(["emulate", ...account, "--port", "0", "--json"]);
    const { url, identities } = JSON.parse(await emulator.firstLine());
    const admin = identities.find(({ role }: { readonly role: string }) => role === "admin");
    const me = (token: string) =>
      fetch(`${url}/api/2.0/preview/scim/v2/Me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await me(admin.token)).json()).toMatchObject({ userName: admin.name, active: true });
    expect((await me("dapi00000000000000000000000000000000")).status).toBe(401);

    const second = await runProgram(["emulate", ...account, "--port", new URL(url).port]);
    expect(second).toMatchObject({ exitCode: 3, stdout: "" });
    expect(second.stderr).toContain("gatehouse explain PORT_IN_USE");

    emulator.interrupt();
    const { exitCode, stdout, stderr } = await emulator.ended;
    expect(exitCode).toBe(0);
    expect(printedObjects(stdout)).toHaveLength(1);
    expect(stderr).not.toContain(admin.token);
    await expect(me(admin.token)).rejects.toThrow();
  });

  it("knows whom it can give a token", async () => {
    const account = [...ACCOUNT, "--days", "1", "--quiet"];
    const { exitCode, stderr } = await runProgram([
      "emulate",
      ...account,
      "--port",
      "0",
      "--identity",
      "nobody",
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("`nobody`");
    expect(stderr).toContain("gatehouse explain SIMULATION_IDENTITY_UNKNOWN");
  });
});
