import type { SecurableType } from "./account.ts";
import { type InformationSchemaView, shownColumns } from "./information-schema-view.ts";

/** Tags set on securables and columns themselves; what is inherited is not listed. */
export const TAG_VIEWS: readonly (readonly [string, InformationSchemaView])[] = [
  ["catalog_tags", tagView("catalog", "catalog_name tag_name tag_value")],
  ["schema_tags", tagView("schema", "catalog_name schema_name tag_name tag_value")],
  ["table_tags", tagView("table", "catalog_name schema_name table_name tag_name tag_value")],
  ["volume_tags", tagView("volume", "catalog_name schema_name volume_name tag_name tag_value")],
  [
    "column_tags",
    {
      type: "table",
      isMetastoreWide: false,
      columns: shownColumns("catalog_name schema_name table_name column_name tag_name tag_value"),
      rowsOf({ securable: { name, detail } }) {
        if (detail.kind !== "table") return [];
        return detail.columns.flatMap((column) =>
          [...column.tags].map(([key, value]) => [...name.split("."), column.name, key, value]),
        );
      },
    },
  ],
];

function tagView(type: SecurableType, columns: string): InformationSchemaView {
  return {
    type,
    isMetastoreWide: false,
    columns: shownColumns(columns),
    rowsOf: ({ securable }) =>
      [...securable.tags].map(([key, value]) => [...securable.name.split("."), key, value]),
  };
}
