import type { SecurableType } from "./account.ts";
import { holdsPrivilege } from "./holds-privilege.ts";
import {
  type InformationSchemaView,
  type ShownSecurable,
  shownColumns,
  shownName,
} from "./information-schema-view.ts";
import { findSecurable } from "./securable-chain.ts";
import { type EffectivePrivilege, listGrants, ownsSight } from "./visible-grants.ts";

/** Types whose grants every catalog's own information_schema shows too. */
const IN_CATALOG: ReadonlySet<SecurableType> = new Set<SecurableType>([
  "catalog",
  "schema",
  "table",
  "volume",
  "function",
]);
const INHERITING = "privilege_type is_grantable inherited_from";

/**
 * Grants, inherited ones with the type of the level they come from, direct ones with `NONE`. The account does not keep
 * who granted; the owner of the level that the grant is on stands for it. A deleted grantee has an empty name.
 */
export const PRIVILEGE_VIEWS: readonly (readonly [string, InformationSchemaView])[] = [
  ["metastore_privileges", privilegeView("metastore", `metastore_id ${INHERITING}`)],
  ["catalog_privileges", privilegeView("catalog", "catalog_name privilege_type is_grantable")],
  ["schema_privileges", privilegeView("schema", `catalog_name schema_name ${INHERITING}`)],
  ["table_privileges", privilegeView("table", `table_catalog table_schema table_name ${INHERITING}`)],
  ["volume_privileges", privilegeView("volume", `volume_catalog volume_schema volume_name ${INHERITING}`)],
  [
    "routine_privileges",
    privilegeView(
      "function",
      `specific_catalog specific_schema specific_name routine_catalog routine_schema routine_name ${INHERITING}`,
    ),
  ],
  [
    "external_location_privileges",
    privilegeView("external_location", `external_location_name ${INHERITING}`),
  ],
  [
    "storage_credential_privileges",
    privilegeView("storage_credential", `storage_credential_name ${INHERITING}`),
  ],
  ["credential_privileges", privilegeView("credential", `credential_name ${INHERITING}`)],
  ["connection_privileges", privilegeView("connection", "connection_name privilege_type is_grantable")],
  [
    "share_recipient_privileges",
    {
      type: "share",
      isMetastoreWide: true,
      columns: shownColumns("grantor recipient_name share_name privilege_type"),
      rowsOf: (shown) =>
        grantRows(shown).map(({ grantor, grantee, privilege }) => [
          grantor,
          grantee,
          shown.securable.name,
          privilege.privilege,
        ]),
    },
  ],
];

/** `columns` without grantor and grantee; functions show their name twice. */
function privilegeView(type: SecurableType, columns: string): InformationSchemaView {
  const shown = shownColumns(`grantor grantee ${columns}`);
  const hasOrigin = columns.endsWith("inherited_from");
  return {
    type,
    isMetastoreWide: !IN_CATALOG.has(type),
    columns: shown,
    rowsOf(looked) {
      const parts = looked.securable.name.split(".");
      const name =
        type === "function" ? [...parts, ...parts] : IN_CATALOG.has(type) ? parts : [looked.securable.name];
      return grantRows(looked).map(({ grantor, grantee, privilege }) => {
        const row = [grantor, grantee, ...name, privilege.privilege, "NO"];
        return hasOrigin ? [...row, privilege.inheritedFromType ?? "NONE"] : row;
      });
    },
  };
}

interface ShownGrant {
  readonly grantor: string;
  readonly grantee: string;
  readonly privilege: EffectivePrivilege;
}

function grantRows(shown: ShownSecurable): readonly ShownGrant[] {
  const { account, callerId, securable } = shown;
  const isAll =
    ownsSight(account, callerId, securable) ||
    holdsPrivilege(account, callerId, { securable, privilege: "READ_METADATA" });
  return listGrants(account, securable, isAll ? null : callerId).flatMap(({ principalId, privileges }) =>
    privileges.map((privilege) => ({
      grantor: shownName(account, grantorOf(shown, privilege)),
      grantee: granteeName(shown, principalId),
      privilege,
    })),
  );
}

function grantorOf(
  { account, securable }: ShownSecurable,
  { inheritedFromType, inheritedFromName }: EffectivePrivilege,
): string {
  if (inheritedFromType === null || inheritedFromName === null) return securable.owner;
  const type = INHERITED_TYPES[inheritedFromType];
  const level = type === undefined ? null : findSecurable(account, { type, name: inheritedFromName });
  return level?.owner ?? securable.owner;
}

const INHERITED_TYPES: Readonly<Record<string, SecurableType>> = {
  METASTORE: "metastore",
  CATALOG: "catalog",
  SCHEMA: "schema",
};

function granteeName({ account }: ShownSecurable, principalId: string): string {
  const recipient = account.securables.get(principalId);
  return recipient?.type === "recipient" ? recipient.name : shownName(account, principalId);
}
