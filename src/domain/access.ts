import type { Brand, NonEmptyArray } from "./brand.ts";
import type { PrincipalId } from "./principal.ts";
import type { EpochMs } from "./units.ts";

/** `catalog.schema.object`, canonical case; see access/canonical-name.ts for the folding rule. */
export type SecurableName = Brand<string, "SecurableName">;
/** Open set: an unknown kind is carried and reported, never dropped. */
export type SecurableKind =
  | "metastore"
  | "catalog"
  | "schema"
  | "table"
  | "view"
  | "volume"
  | "function"
  | "model"
  | (string & {});
export interface Securable {
  readonly kind: SecurableKind;
  readonly name: SecurableName;
}
/** Open set, in SQL spelling with spaces (`USE CATALOG`). */
export type Privilege =
  | "SELECT"
  | "MODIFY"
  | "USE CATALOG"
  | "USE SCHEMA"
  | "EXECUTE"
  | "READ VOLUME"
  | "WRITE VOLUME"
  | "BROWSE"
  | "MANAGE"
  | "ALL PRIVILEGES"
  | (string & {});
/** One stored row: what SHOW GRANTS prints, before inheritance. */
export interface Grant {
  readonly principal: PrincipalId;
  readonly privilege: Privilege;
  readonly securable: Securable;
}
/** Why a principal may do something: the chain from the principal to the grant or ownership. */
export type AccessPath = NonEmptyArray<
  | { readonly via: "membership"; readonly group: PrincipalId }
  | { readonly via: "grant"; readonly grant: Grant }
  | { readonly via: "ownership"; readonly securable: Securable }
  | { readonly via: "inheritance"; readonly from: Securable }
>;
export type AccessSnapshotId = Brand<string, "AccessSnapshotId">;
/** What was known of one principal's access to one securable at a moment. */
export type AccessContext =
  | {
      readonly kind: "authorized";
      readonly snapshot: AccessSnapshotId;
      readonly paths: NonEmptyArray<AccessPath>;
      readonly grantedAt: EpochMs | "unknown";
    }
  | { readonly kind: "unauthorized"; readonly snapshot: AccessSnapshotId }
  | { readonly kind: "unknown"; readonly reason: "no_snapshot" | "securable_not_in_catalog" };
