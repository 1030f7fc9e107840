import { parseArgs } from "node:util";
import { generateSample } from "./generate-sample.ts";
import { writeSample } from "./write-sample.ts";

const USAGE =
  "usage: tsx tools/sample-telemetry/main.ts --out DIR [--seed N] [--days D] [--principals P]\n" +
  "writes sample telemetry of an invented account: the same seed gives the same bytes";

/** Smallest sample in which people, services and jobs occur. */
const PRINCIPALS_MIN = 8;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      seed: { type: "string", default: "7" },
      days: { type: "string", default: "28" },
      principals: { type: "string", default: "40" },
    },
  });
  const options = {
    seed: Number(values.seed),
    dayCount: Number(values.days),
    principalCount: Number(values.principals),
  };
  const isUsable =
    Number.isSafeInteger(options.seed) &&
    Number.isInteger(options.dayCount) &&
    options.dayCount > 0 &&
    Number.isInteger(options.principalCount) &&
    options.principalCount >= PRINCIPALS_MIN;
  if (values.out === undefined || !isUsable) {
    console.error(USAGE);
    return 2;
  }
  const startedMs = performance.now();
  const written = await writeSample(values.out, generateSample(options));
  console.error(
    `sample telemetry: ${written.rowCount} rows in ${written.fileCount} files, ` +
      `${(written.byteCount / 1e6).toFixed(1)} MB, ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`,
  );
  return 0;
}

process.exitCode = await main();
