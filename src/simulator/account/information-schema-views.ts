import type { SimulatedSecurable } from "./account.ts";
import { COLUMN_VIEWS } from "./information-schema-columns.ts";
import { PRIVILEGE_VIEWS } from "./information-schema-privileges.ts";
import { TAG_VIEWS } from "./information-schema-tags.ts";
import {
  HISTORY_COLUMNS,
  type InformationSchemaView,
  type ShownSecurable,
  shownColumns,
  shownHistory,
  shownMoment,
  shownName,
} from "./information-schema-view.ts";

const OBJECT_VIEWS: readonly (readonly [string, InformationSchemaView])[] = [
  ["catalogs", listView("catalog", `catalog_name catalog_owner ${HISTORY_COLUMNS}`)],
  ["schemata", listView("schema", `catalog_name schema_name schema_owner ${HISTORY_COLUMNS}`)],
  [
    "tables",
    {
      type: "table",
      isMetastoreWide: false,
      columns: shownColumns(
        `table_catalog table_schema table_name table_type is_insertable_into commit_action table_owner ${HISTORY_COLUMNS} data_source_format storage_sub_directory storage_path`,
      ),
      rowsOf({ account, securable }) {
        const { detail, name, owner } = securable;
        if (detail.kind !== "table") return [];
        const isTable = detail.viewText === null;
        const row = [...name.split("."), detail.tableType, isTable ? "YES" : "NO", "PRESERVE"];
        const format = isTable ? "DELTA" : "UNKNOWN_DATA_SOURCE_FORMAT";
        return [[...row, shownName(account, owner), ...shownHistory(securable), format, null, null]];
      },
    },
  ],
  [
    "views",
    {
      type: "table",
      isMetastoreWide: false,
      columns: shownColumns(
        "table_catalog table_schema table_name view_definition check_option is_updatable is_insertable_into sql_path",
      ),
      rowsOf({ securable: { detail, name } }) {
        if (detail.kind !== "table" || detail.viewText === null) return [];
        return [[...name.split("."), detail.viewText, "NONE", "NO", "NO", null]];
      },
    },
  ],
  [
    "volumes",
    {
      type: "volume",
      isMetastoreWide: false,
      columns: shownColumns(
        "volume_catalog volume_schema volume_name volume_type volume_owner comment storage_location created:timestamp created_by last_altered:timestamp last_altered_by",
      ),
      rowsOf({ account, securable }) {
        const { detail, name, owner } = securable;
        if (detail.kind !== "volume") return [];
        const [comment, ...history] = shownHistory(securable);
        const location = `/Volumes/${name.replaceAll(".", "/")}`;
        return [
          [...name.split("."), detail.volumeType, shownName(account, owner), comment, location, ...history],
        ];
      },
    },
  ],
  [
    "routines",
    {
      type: "function",
      isMetastoreWide: false,
      columns: shownColumns(
        "specific_catalog specific_schema specific_name routine_catalog routine_schema routine_name routine_owner routine_type data_type full_data_type routine_body routine_definition is_deterministic sql_data_access security_type created:timestamp created_by last_altered:timestamp last_altered_by comment",
      ),
      rowsOf: routineRows,
    },
  ],
  ["shares", { ...listView("share", `share_name share_owner ${HISTORY_COLUMNS}`), isMetastoreWide: true }],
  [
    "external_locations",
    {
      ...listView("external_location", `external_location_name external_location_owner ${HISTORY_COLUMNS}`),
      isMetastoreWide: true,
    },
  ],
  [
    "storage_credentials",
    {
      ...listView(
        "storage_credential",
        `storage_credential_name storage_credential_owner ${HISTORY_COLUMNS}`,
      ),
      isMetastoreWide: true,
    },
  ],
  [
    "connections",
    {
      ...listView("connection", `connection_name connection_owner ${HISTORY_COLUMNS}`),
      isMetastoreWide: true,
    },
  ],
  [
    "recipients",
    { ...listView("recipient", `recipient_name recipient_owner ${HISTORY_COLUMNS}`), isMetastoreWide: true },
  ],
];

/** Relations of information_schema by name in lower case. */
export const INFORMATION_SCHEMA_VIEWS: ReadonlyMap<string, InformationSchemaView> = new Map([
  ...OBJECT_VIEWS,
  ...COLUMN_VIEWS,
  ...PRIVILEGE_VIEWS,
  ...TAG_VIEWS,
]);

/** Names, owner and history of each securable. */
function listView(type: SimulatedSecurable["type"], columns: string): InformationSchemaView {
  return {
    type,
    isMetastoreWide: false,
    columns: shownColumns(columns),
    rowsOf: ({ account, securable }) => {
      const name = type === "schema" ? securable.name.split(".") : [securable.name];
      return [[...name, shownName(account, securable.owner), ...shownHistory(securable)]];
    },
  };
}

function routineRows({ account, securable }: ShownSecurable): readonly (readonly unknown[])[] {
  const { detail, name, owner, createdAt, createdBy, updatedAt, updatedBy, comment } = securable;
  if (detail.kind !== "function" || detail.isModel) return [];
  const parts = name.split(".");
  const type = detail.returnType.toUpperCase();
  return [
    [
      ...parts,
      ...parts,
      shownName(account, owner),
      "FUNCTION",
      type.replace(/[(<].*$/s, ""),
      type,
      "SQL",
      detail.body,
      "YES",
      "READS_SQL_DATA",
      "DEFINER",
      shownMoment(createdAt),
      createdBy,
      shownMoment(updatedAt),
      updatedBy,
      comment,
    ],
  ];
}
