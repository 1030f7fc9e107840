import { isObject, type JsonObject, objectsOf, textOf } from "../../databricks/read-json.ts";

/** A column of a result, by its manifest. */
export interface ResultColumn {
  readonly name: string;
  /** `INT`, `LONG`, `STRING`, `TIMESTAMP` …; an open set. */
  readonly typeName: string;
  /** With its parameters: `DECIMAL(10,2)`, `ARRAY<STRING>`. */
  readonly typeText: string;
}

/** The columns that a manifest describes, in order. */
export function resultColumns(manifest: JsonObject): readonly ResultColumn[] {
  const schema = manifest["schema"];
  const columns = isObject(schema) ? objectsOf(schema["columns"]) : [];
  return columns.map((column) => {
    const typeName = textOf(column["type_name"]);
    const typeText = textOf(column["type_text"]) ?? typeName ?? "STRING";
    return {
      name: textOf(column["name"]) ?? "",
      typeName: (typeName ?? typeText).toUpperCase(),
      typeText,
    };
  });
}
