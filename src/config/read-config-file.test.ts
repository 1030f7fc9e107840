import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfigFile } from "./read-config-file.ts";

describe("readConfigFile", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-config-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("reads the file it is told to", async () => {
    const path = join(folder, "mine.yaml");
    await writeFile(path, "budget: {}\n");
    expect(await readConfigFile(path)).toEqual({ path, text: "budget: {}\n" });
  });

  it("says why a named file cannot be read", async () => {
    const path = join(folder, "none.yaml");
    await expect(readConfigFile(path)).rejects.toMatchObject({
      code: "CONFIG_UNREADABLE",
      message: `cannot read the configuration \`${path}\`: it does not exist`,
    });
    await expect(readConfigFile(folder)).rejects.toThrow("it is a folder");
  });

  it("goes on without a file where none is named and the default is not there", async () => {
    expect(await readConfigFile(null)).toEqual({ path: null, text: "" });
  });
});
