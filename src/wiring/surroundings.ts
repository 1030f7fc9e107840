import { userInfo } from "node:os";
import type { Actor } from "../domain/principal.ts";
import { epochMs } from "../domain/units.ts";
import type { Environment } from "../ports/environment.ts";

/** What only the place from which the program runs can tell. */
export interface ProgramPlace {
  readonly version: string;
  /** Where package.json and the built-in stories are, built or not. */
  readonly packageFolder: string;
}

export const environment: Environment = {
  now: () => epochMs(Date.now()),
};

/** Who runs the command, as the machine knows them. */
export function operator(): Actor {
  return { kind: "operator", name: userInfo().username };
}
