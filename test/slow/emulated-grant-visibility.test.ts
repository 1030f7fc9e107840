import { afterAll, beforeAll, expect, it } from "vitest";
import { checkGrantVisibility } from "../../src/services/check-grant-visibility.ts";
import { openDatabricksWorkspace } from "../../src/workspaces/databricks/open-databricks-workspace.ts";
import { type ServedWorld, serveWorld } from "../emulator/serve-world.ts";

let world: ServedWorld;
beforeAll(async () => {
  world = await serveWorld();
});
afterAll(async () => {
  await world.close();
});

function visibilityFor(name: string) {
  const workspace = openDatabricksWorkspace({ client: world.clientOf(name), account: null });
  return checkGrantVisibility(workspace, new AbortController().signal);
}

it("the reader learns who it is and that it is shown all grants of every catalog", async () => {
  const { caller, catalogs } = await visibilityFor(world.callers.reader);
  expect(caller).toMatchObject({ name: world.callers.reader, displayName: "gatehouse-reader" });
  expect(catalogs.map(({ name }) => name)).toEqual(expect.arrayContaining(["prod", "system"]));
  expect(catalogs.filter(({ visibility }) => visibility.kind !== "complete")).toEqual([]);
});

it("somebody without such a right is told that the grants are shown in part", async () => {
  const { catalogs } = await visibilityFor(world.callers.plain);
  const prod = catalogs.find(({ name }) => name === "prod");
  expect(prod?.visibility.kind).toBe("own_only");
});
