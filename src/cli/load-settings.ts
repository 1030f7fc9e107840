import type { ConfigOverride } from "../config/apply-overrides.ts";
import type { Config } from "../config/load-config.ts";
import type { Wiring } from "./wiring.ts";

/** Options that stand for a setting, as the person typed them. */
export interface SettingFlags {
  readonly config?: string;
  readonly budget?: string;
  readonly since?: string;
  readonly until?: string;
  readonly store?: string;
  readonly memoryLimit?: string;
  readonly threads?: string;
}

/**
 * The configuration with the command line applied; `--budget` sets the budget of the account or of one series.
 *
 * Errors: CONFIG_UNREADABLE, and those of `loadConfig`.
 */
export async function loadSettings(
  wiring: Wiring,
  flags: SettingFlags,
  budgetOf: "budget" | "detect" = "budget",
): Promise<Config> {
  // The schema library takes longer to load than the rest of the command line, and most commands need no settings.
  const [{ loadConfig }, { readConfigFile }] = await Promise.all([
    import("../config/load-config.ts"),
    import("../config/read-config-file.ts"),
  ]);
  const [file, known] = await Promise.all([readConfigFile(flags.config ?? null), wiring.knownParts()]);
  return loadConfig({ ...file, ...known, env: wiring.env, overrides: overridesOf(flags, budgetOf) });
}

function overridesOf(flags: SettingFlags, budgetOf: "budget" | "detect"): readonly ConfigOverride[] {
  const { budget, since, until, store, memoryLimit, threads } = flags;
  const given: readonly (ConfigOverride | null)[] = [
    numberOverride([budgetOf, "findings_per_day"], budget, "--budget"),
    textOverride(["scan", "since"], since, "--since"),
    textOverride(["scan", "until"], until, "--until"),
    textOverride(["store", "path"], store, "--store"),
    numberOverride(["scan", "memory_limit_mb"], memoryLimit, "--memory-limit"),
    numberOverride(["scan", "threads"], threads, "--threads"),
  ];
  return given.filter((override) => override !== null);
}

type Path = ConfigOverride["path"];

function textOverride(path: Path, value: string | undefined, option: string): ConfigOverride | null {
  return value === undefined ? null : { path, value, option };
}

/** Text that is no number stays NaN, which the schema refuses in the option's name. */
function numberOverride(path: Path, text: string | undefined, option: string): ConfigOverride | null {
  if (text === undefined) return null;
  return { path, value: text.trim() === "" ? Number.NaN : Number(text), option };
}
