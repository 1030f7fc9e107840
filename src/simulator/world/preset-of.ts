import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { PRESETS, type Preset } from "./world.ts";

/** @throws SIMULATION_PRESET_UNKNOWN. */
export function presetOf(name: string): Preset {
  const preset = PRESETS.find(({ id }) => id === name);
  if (preset !== undefined) return preset;
  throw new GatehouseError("SIMULATION_PRESET_UNKNOWN", { message: `there is no preset \`${name}\`` });
}
