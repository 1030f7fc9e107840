import { expect, it } from "vitest";
import { presetOf } from "./preset-of.ts";
import { PRESETS } from "./world.ts";

it("gives every preset by its name, and fails with SIMULATION_PRESET_UNKNOWN for any other", () => {
  expect(PRESETS.map(({ id }) => presetOf(id))).toEqual(PRESETS);
  expect(() => presetOf("tiny")).toThrow(
    expect.objectContaining({ code: "SIMULATION_PRESET_UNKNOWN", message: "there is no preset `tiny`" }),
  );
});
