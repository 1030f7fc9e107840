import type { SimulatedSecurable, TableColumn } from "./account.ts";
import { type InformationSchemaView, shownColumns } from "./information-schema-view.ts";

/** Columns of tables, and the filters and masks set on tables themselves; those of policies are not listed. */
export const COLUMN_VIEWS: readonly (readonly [string, InformationSchemaView])[] = [
  [
    "columns",
    {
      type: "table",
      isMetastoreWide: false,
      columns: shownColumns(
        "table_catalog table_schema table_name column_name ordinal_position:int column_default is_nullable full_data_type data_type numeric_precision:int numeric_scale:int is_identity is_updatable partition_index:int comment",
      ),
      rowsOf: ({ securable }) =>
        columnsOf(securable).map((column, index) => [
          ...securable.name.split("."),
          column.name,
          index + 1,
          null,
          column.isNullable ? "YES" : "NO",
          column.type,
          column.type.replace(/[(<].*$/s, "").toUpperCase(),
          ...decimalParts(column.type),
          "NO",
          "YES",
          null,
          column.comment,
        ]),
    },
  ],
  [
    "row_filters",
    {
      type: "table",
      isMetastoreWide: false,
      columns: shownColumns(
        "catalog_name schema_name table_name filter_catalog filter_schema filter_name filter_col_usage",
      ),
      rowsOf({ securable: { detail, name } }) {
        if (detail.kind !== "table" || detail.rowFilter === null) return [];
        const { functionName, columns } = detail.rowFilter;
        return [[...name.split("."), ...functionName.split("."), columns.join(", ")]];
      },
    },
  ],
  [
    "column_masks",
    {
      type: "table",
      isMetastoreWide: false,
      columns: shownColumns(
        "catalog_name schema_name table_name column_name mask_catalog mask_schema mask_name mask_col_usage",
      ),
      rowsOf: ({ securable }) =>
        columnsOf(securable).flatMap(({ name, mask }) => {
          if (mask === null) return [];
          const others = mask.columns.filter((column) => column !== name);
          return [[...securable.name.split("."), name, ...mask.functionName.split("."), others.join(", ")]];
        }),
    },
  ],
];

function columnsOf({ detail }: SimulatedSecurable): readonly TableColumn[] {
  return detail.kind === "table" ? detail.columns : [];
}

/** Precision and scale of a decimal type, else nulls. */
function decimalParts(type: string): readonly (number | null)[] {
  const [, precision, scale] = /^decimal\((\d+)\s*,\s*(\d+)\)$/.exec(type) ?? [];
  return [precision, scale].map((digits) => (digits === undefined ? null : Number(digits)));
}
