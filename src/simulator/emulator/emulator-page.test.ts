import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN } from "../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../test/emulator/open-small-emulator.ts";
import { FAULT_KINDS } from "./fault-knobs.ts";
import type { JsonObject } from "./json.ts";
import { statementRoutes } from "./statements/statement-routes.ts";

const PAGE = readFileSync(new URL("../../../docs/emulator.md", import.meta.url), "utf8");
const EXAMPLE = /```http\n([A-Z]+ \S+)\n([^`]*)```\n\n(?:[^`#]*\n\n)?```json\n([^`]*)```/g;

function section(heading: string): string {
  const [, rest = ""] = PAGE.split(`\n## ${heading}\n`);
  return rest.split("\n## ")[0] ?? "";
}

/** `/api/{2.1,2.2}/jobs/` as the two paths that it stands for. */
function expanded(path: string): readonly string[] {
  const [, before = "", choices = "", after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  if (choices === "") return [path];
  return choices.split(",").flatMap((choice) => expanded(`${before}${choice}${after}`));
}

describe("docs/emulator.md", () => {
  let emulator: SmallEmulator;
  beforeAll(async () => {
    emulator = await openSmallEmulator([statementRoutes]);
  });
  afterAll(() => emulator.simulation.close());

  it("names the beginning of every path that is answered, and of no other", () => {
    const prefixes = [...section("What is answered").matchAll(/`(\/[^`]*)`/g)].flatMap(([, path = ""]) =>
      expanded(path),
    );
    const paths = emulator.app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ path }) => path.replaceAll(/:(\w+)/g, "<$1>"));
    const begins = (path: string, prefix: string) =>
      path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
    expect(paths.filter((path) => !prefixes.some((prefix) => begins(path, prefix)))).toEqual([]);
    expect(prefixes.filter((prefix) => !paths.some((path) => begins(path, prefix)))).toEqual([]);
  });

  it("tells what each kind of fault does", () => {
    const [, kinds = ""] = section("Control").split("| Kind |");
    expect([...kinds.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind)).toEqual([...FAULT_KINDS]);
  });

  it("shows requests that are answered as it says", async () => {
    const examples = [...PAGE.matchAll(EXAMPLE)];
    expect(examples).toHaveLength(PAGE.split("```http").length - 1);
    const control = { name: null, headers: { authorization: `Bearer ${emulator.controlToken}` } };
    for (const [, request = "", body = "", wanted = ""] of examples) {
      const who = request.includes("/_emulator/") ? control : ADMIN;
      const sent: JsonObject | undefined = body === "" ? undefined : JSON.parse(body);
      expect((await emulator.call(who, request, sent)).body).toMatchObject(JSON.parse(wanted));
    }
  });
});
