import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SourceDefinition } from "../../src/sources/define-source.ts";

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
  const names = readdirSync(fileURLToPath(FOLDER)).filter(
    (name) => name.endsWith(".ts") && !/^define-|\.test\.ts$|\.gen\.ts$/.test(name),
  );
  const loaded = await Promise.all(
    names.sort().map(async (name) => {
      const exported = (await import(new URL(name, FOLDER).href)) as Readonly<
        Record<string, SourceDefinition>
      >;
      const fileName = name.slice(0, -".ts".length);
      return Object.entries(exported).map(([exportName, source]) => ({ fileName, exportName, source }));
    }),
  );
  return loaded.flat();
}
