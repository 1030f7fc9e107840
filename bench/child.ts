import type { Measurement, RunOptions } from "./measurement.ts";
import { RUNNERS } from "./runners.ts";

/** Entry of the processes that are measured: `child.ts <engine> <options as JSON>`; answers by message. */
async function main(): Promise<void> {
  const [name = "", text = "{}"] = process.argv.slice(2);
  const load = RUNNERS[name];
  if (load === undefined) throw new Error(`no engine is called ${name}`);
  const run = await load();
  const options = JSON.parse(text) as RunOptions;
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const counts = await run(options);
  const used = process.cpuUsage(before);
  const measurement: Measurement = {
    seconds: (performance.now() - startedMs) / 1_000,
    cpuSeconds: (used.user + used.system) / 1_000_000,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1_024,
    counts,
  };
  await new Promise<void>((resolve) => {
    process.send?.(measurement, () => resolve());
  });
  process.disconnect?.();
}

await main();
