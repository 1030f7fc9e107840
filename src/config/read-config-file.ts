import { readFile } from "node:fs/promises";
import { GatehouseError } from "../domain/gatehouse-error.ts";

/** Read where no --config is given, if it is there. */
const DEFAULT_CONFIG_PATH = "gatehouse.config.yaml";

/** A configuration file's name and text; both are what `loadConfig` takes where there is none. */
export interface ConfigFile {
  readonly path: string | null;
  readonly text: string;
}

/**
 * The file at `path`; where that is null the default file of the working folder, if there is one.
 *
 * Errors: CONFIG_UNREADABLE.
 */
export async function readConfigFile(path: string | null): Promise<ConfigFile> {
  const wanted = path ?? DEFAULT_CONFIG_PATH;
  try {
    return { path: wanted, text: await readFile(wanted, "utf8") };
  } catch (error) {
    if (path === null && isNotFound(error)) return { path: null, text: "" };
    throw new GatehouseError("CONFIG_UNREADABLE", {
      message: `cannot read the configuration \`${wanted}\`: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function reasonOf(error: unknown): string {
  if (isNotFound(error)) return "it does not exist";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "this user may not read it",
    EISDIR: "it is a folder",
  };
  return reasons[code] ?? "the system refused";
}
