import type { Settings } from "./config-schema.ts";

/** Settings that cannot hold together: reported at the first of `paths` that somebody set. */
export interface ConfigConflict {
  readonly paths: readonly [readonly string[], ...(readonly string[])[]];
  readonly message: string;
}

/** Least memory for each thread of the engine: DuckDB documentation, "Environment", "Minimum Required Memory". */
const THREAD_MEMORY_MIN_MB = 125;

/** All checks that need more than one field. Settings that pass are safe to start with. */
export function verifyConfig(settings: Settings): readonly ConfigConflict[] {
  return [timeRange(settings), threadMemory(settings), somethingWatched(settings)].filter(
    (conflict) => conflict !== null,
  );
}

function timeRange({ scan: { since, until } }: Settings): ConfigConflict | null {
  if (since === null || until === null || since < until) return null;
  return {
    paths: [
      ["scan", "until"],
      ["scan", "since"],
    ],
    message: "`scan.until` must be later than `scan.since`",
  };
}

function threadMemory({ scan: { threads, memory_limit_mb } }: Settings): ConfigConflict | null {
  if (threads === null || threads * THREAD_MEMORY_MIN_MB <= memory_limit_mb) return null;
  return {
    paths: [
      ["scan", "memory_limit_mb"],
      ["scan", "threads"],
    ],
    message: `\`scan.threads\` of ${threads} needs \`scan.memory_limit_mb\` of at least ${threads * THREAD_MEMORY_MIN_MB}`,
  };
}

function somethingWatched({ signals }: Settings): ConfigConflict | null {
  const all = Object.values(signals);
  if (all.length === 0 || all.some((signal) => signal.enabled)) return null;
  return { paths: [["signals"]], message: "every signal is disabled, so nothing would be watched" };
}
