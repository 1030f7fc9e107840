import { expect, test } from "vitest";
import type { Layer } from "../layers/layer-table.ts";
import { renderLayerDrawing, renderLayerTable } from "./render-layers.ts";

const layer = (name: string, imports: readonly string[], rest: Partial<Layer> = {}): Layer => ({
  name,
  holds: `the ${name}`,
  imports,
  isPure: true,
  isFamily: false,
  packages: [],
  globals: [],
  ...rest,
});

const LAYERS = [
  layer("ground", []),
  layer("wall", ["ground"], { isFamily: true, packages: ["brick"] }),
  layer("floor", ["ground"], { isPure: false }),
  layer("roof", ["wall", "ground"]),
];

test("a layer stands above everything that it imports", () => {
  expect(renderLayerDrawing(LAYERS).split("\n")).toEqual([
    "```text",
    "  main.ts",
    "  roof",
    "  wall   (floor)",
    "  ground",
    "```",
  ]);
});

test("the table says what a layer holds, imports and uses", () => {
  expect(renderLayerTable(LAYERS).split("\n").slice(2, 4)).toEqual([
    "| `ground` | the ground | yes | together | nothing | — |",
    "| `wall` | the wall | yes | alone | ground | brick |",
  ]);
});
