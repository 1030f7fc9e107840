import { readdirSync } from "node:fs";
import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import { isMember } from "../../tools/generate/family.ts";

/** A signal as its file exports it. */
export interface SignalFile {
  /** Without the ending. */
  readonly fileName: string;
  readonly exportName: string;
  readonly signal: SignalDefinition;
}

const FOLDER = new URL("../../src/signals/", import.meta.url);

/** Every signal of src/signals, read from the folder, so that a new file is under the kit at once. */
export async function loadSignalFiles(): Promise<readonly SignalFile[]> {
  const names = readdirSync(FOLDER).filter(isMember).sort();
  const loaded = await Promise.all(
    names.map(async (name) => {
      const exported = (await import(new URL(name, FOLDER).href)) as Readonly<
        Record<string, SignalDefinition>
      >;
      const fileName = name.slice(0, -".ts".length);
      return Object.entries(exported).map(([exportName, signal]) => ({ fileName, exportName, signal }));
    }),
  );
  return loaded.flat();
}
