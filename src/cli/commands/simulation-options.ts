import type { Command } from "commander";
import { parseMoment } from "../../config/parse-moment.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { DAY_MS } from "../../domain/units.ts";
import type { SimulatedAccountRequest } from "../simulation-requests.ts";

/** Options of a simulated account, as typed. */
export interface SimulationFlags {
  readonly preset: string;
  readonly seed: string;
  readonly days?: string;
  readonly start?: string;
  readonly stories?: string;
  readonly quiet?: boolean;
}

export const PRESET_TABLE = `
Presets (principals, days, at least so many rows of audit log and query history):
  small    30      14       100,000
  demo    160      95       500,000
  bench   500     120     2,000,000
  large 2,000      90    15,000,000`;

const SEED_DEFAULT = "7";

/** Options of every command that makes a simulated account. */
export function withSimulationOptions(command: Command, presetDefault: string): Command {
  return command
    .option("--preset <name>", "size of the account: small, demo, bench or large", presetDefault)
    .option("--seed <number>", "the same seed gives the same account, to the byte", SEED_DEFAULT)
    .option("--days <count>", "days of history (default: those of the preset)")
    .option("--start <date>", "first day of the history (default: 2026-03-02)")
    .option(
      "--stories <DIR>",
      "folder of your own stories, told beside the ones that come along (docs/stories.md)",
    )
    .option("--quiet", "no stories: ordinary life alone");
}

/** @throws CLI_USAGE for a value that cannot be used. */
export function simulatedAccount(flags: SimulationFlags): SimulatedAccountRequest {
  return {
    preset: flags.preset,
    seed: wholeNumber("--seed", flags.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
    dayCount: flags.days === undefined ? null : wholeNumber("--days", flags.days, { min: 1, max: 3_650 }),
    startAt: flags.start === undefined ? null : startOfDay(flags.start),
    storyFolder: flags.stories ?? null,
    isQuiet: flags.quiet === true,
  };
}

/** @throws CLI_USAGE. */
export function wholeNumber(
  option: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new GatehouseError("CLI_USAGE", {
    message: `\`${option}\` takes a whole number from ${min} to ${max}, not \`${text}\``,
  });
}

const PORT_MAX = 65_535;

/** Of `--port`. @throws CLI_USAGE. */
export function portNumber(text: string): number {
  return wholeNumber("--port", text, { min: 0, max: PORT_MAX });
}

function startOfDay(text: string) {
  const moment = parseMoment(text);
  if (moment === null || moment % DAY_MS !== 0)
    throw new GatehouseError("CLI_USAGE", {
      message: `\`--start\` takes a day such as 2026-03-02, not \`${text}\``,
    });
  return moment;
}
