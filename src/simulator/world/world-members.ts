import type { AccountGroups } from "./add-groups.ts";
import type { ServicePrincipals } from "./add-service-principals.ts";
import type { HumanDraft } from "./draw-humans.ts";

/** Everybody of a world, while it is built. */
export interface WorldMembers {
  readonly humans: readonly HumanDraft[];
  readonly principals: ServicePrincipals;
  readonly groups: AccountGroups;
  /** E-mail of the account admin. */
  readonly adminName: string;
}
