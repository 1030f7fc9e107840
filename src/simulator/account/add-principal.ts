import type { EpochMs } from "../../domain/units.ts";
import type { Account, SimulatedPrincipal } from "./account.ts";
import { touchAccount } from "./account-caches.ts";

/** A principal to be added. What is left out: the next free id, no identity provider, no members. */
export type PrincipalInput = {
  readonly id?: string;
  readonly createdAt: EpochMs;
  readonly externalId?: string | null;
} & (
  | { readonly kind: "user"; readonly userName: string; readonly displayName?: string }
  | { readonly kind: "service_principal"; readonly applicationId: string; readonly displayName: string }
  | {
      readonly kind: "group";
      readonly displayName: string;
      /** The workspace it is local to; left out: a group of the account. */
      readonly workspaceId?: string | null;
      readonly isSystem?: boolean;
      /** Numeric ids. */
      readonly members?: Iterable<string>;
    }
);

/** Adds an active principal without roles and entitlements, as an act or the building of a world asks. Checks nothing. */
export function addPrincipal(account: Account, input: PrincipalInput): SimulatedPrincipal {
  const principal = principalOf(input, input.id ?? String(account.nextId));
  if (input.id === undefined) account.nextId += 1;
  account.principals.set(principal.id, principal);
  touchAccount(account, "members");
  return principal;
}

function principalOf(input: PrincipalInput, id: string): SimulatedPrincipal {
  const base = {
    id,
    isActive: true,
    externalId: input.externalId ?? null,
    createdAt: input.createdAt,
    roles: new Set<string>(),
    entitlements: new Map<string, Set<string>>(),
  };
  switch (input.kind) {
    case "user":
      return {
        ...base,
        kind: "user",
        userName: input.userName,
        displayName: input.displayName ?? input.userName,
      };
    case "service_principal":
      return {
        ...base,
        kind: "service_principal",
        applicationId: input.applicationId,
        displayName: input.displayName,
      };
    case "group":
      return {
        ...base,
        kind: "group",
        displayName: input.displayName,
        workspaceId: input.workspaceId ?? null,
        isSystem: input.isSystem ?? false,
        members: new Set(input.members ?? []),
      };
  }
}
