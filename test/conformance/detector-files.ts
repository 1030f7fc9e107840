import { readdirSync } from "node:fs";
import type { DetectorDefinition } from "../../src/detectors/define-detector.ts";
import { isMember } from "../../tools/generate/family.ts";

const FOLDER = new URL("../../src/detectors/", import.meta.url);

/** Every detector of the folder, whether or not the registry has been made anew since it was added. */
export async function loadDetectors(): Promise<readonly DetectorDefinition[]> {
  const files = readdirSync(FOLDER).filter(isMember).sort();
  const modules = await Promise.all(
    files.map((file): Promise<Readonly<Record<string, unknown>>> => import(new URL(file, FOLDER).href)),
  );
  return modules.flatMap((exported) => Object.values(exported).filter(isDefinition));
}

function isDefinition(value: unknown): value is DetectorDefinition {
  return (
    typeof value === "object" &&
    value !== null &&
    "open" in value &&
    "measures" in value &&
    "defaults" in value
  );
}
