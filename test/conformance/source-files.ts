import { readdirSync } from "node:fs";
import type { SourceDefinition } from "../../src/sources/define-source.ts";
import { isMember } from "../../tools/generate/family.ts";

/** A source as its file exports it. */
export interface SourceFileExport {
  /** Without the ending. */
  readonly fileName: string;
  readonly exportName: string;
  readonly source: SourceDefinition;
}

const FOLDER = new URL("../../src/sources/", import.meta.url);

/** Every source of src/sources, read from the folder, so that a new file is under the kit at once. */
export async function loadSourceFiles(): Promise<readonly SourceFileExport[]> {
  const names = readdirSync(FOLDER).filter(isMember).sort();
  const loaded = await Promise.all(
    names.map(async (name) => {
      const exported = (await import(new URL(name, FOLDER).href)) as Readonly<
        Record<string, SourceDefinition>
      >;
      const fileName = name.slice(0, -".ts".length);
      return Object.entries(exported).map(([exportName, source]) => ({ fileName, exportName, source }));
    }),
  );
  return loaded.flat();
}
