import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ReasonDefinition } from "../../src/attribution/define-reason.ts";
import type { DetectorDefinition } from "../../src/detectors/define-detector.ts";
import { ERROR_CODES } from "../../src/domain/error-codes.ts";
import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import type { SourceDefinition } from "../../src/sources/define-source.ts";
import { LAYERS } from "../layers/layer-table.ts";
import type { Manifest } from "../lock/lock-file.ts";
import { FAMILIES, type Family, isMember } from "./family.ts";
import { findMember } from "./find-member.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { renderDependencies } from "./render-dependencies.ts";
import { renderDetectors } from "./render-detectors.ts";
import { renderErrors } from "./render-errors.ts";
import { renderLayerDrawing, renderLayerTable } from "./render-layers.ts";
import { renderReasons } from "./render-reasons.ts";
import { type Member, renderRegistry } from "./render-registry.ts";
import { renderSignals } from "./render-signals.ts";
import { renderSources } from "./render-sources.ts";
import { replaceBlock } from "./replace-block.ts";

/** Every generated file of the repository at `root`, as it should be. Members are loaded from their files, not from a registry. */
export async function generateAll(root: string): Promise<readonly GeneratedFile[]> {
  const members = (family: Family) => findMembers(root, family);
  const registries = Object.values(FAMILIES).map((family) => ({
    path: `src/${family.folder}/registry.gen.ts`,
    text: renderRegistry(family, members(family)),
  }));
  const load = <Definition>(family: Family) => loadMembers<Definition>(root, family, members(family));
  const page = (path: string) => readFileSync(join(root, path), "utf8");
  const manifest: Manifest = JSON.parse(page("package.json"));
  return [
    ...registries,
    { path: "docs/errors.md", text: renderErrors(ERROR_CODES) },
    { path: "docs/sources.md", text: renderSources(await load<SourceDefinition>(FAMILIES.sources)) },
    { path: "docs/signals.md", text: renderSignals(await load<SignalDefinition>(FAMILIES.signals)) },
    { path: "docs/detectors.md", text: renderDetectors(await load<DetectorDefinition>(FAMILIES.detectors)) },
    { path: "docs/reasons.md", text: renderReasons(await load<ReasonDefinition>(FAMILIES.attribution)) },
    { path: "docs/architecture.md", text: renderArchitecture(page("docs/architecture.md")) },
    { path: "docs/dependencies.md", text: renderDependencies(page("docs/dependencies.md"), manifest) },
  ];
}

function renderArchitecture(page: string): string {
  const drawn = replaceBlock(page, "layer-drawing", renderLayerDrawing(LAYERS));
  return replaceBlock(drawn, "layer-table", renderLayerTable(LAYERS));
}

/** Members of a family in order of file name. @throws with every file that holds none. */
function findMembers(root: string, { folder }: Family): readonly Member[] {
  const names = readdirSync(join(root, "src", folder))
    .filter(isMember)
    .sort();
  return names.map((fileName) => {
    const path = `src/${folder}/${fileName}`;
    return { fileName, name: findMember(path, readFileSync(join(root, path), "utf8")) };
  });
}

/** The members themselves. Their type is what the family's define function demanded when they were compiled. */
async function loadMembers<Definition>(
  root: string,
  { folder }: Family,
  members: readonly Member[],
): Promise<readonly Definition[]> {
  return Promise.all(
    members.map(async ({ fileName, name }) => {
      const module = await import(pathToFileURL(join(root, "src", folder, fileName)).href);
      return module[name] as Definition;
    }),
  );
}
