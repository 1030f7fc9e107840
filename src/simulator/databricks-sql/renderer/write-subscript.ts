import { UNKNOWN, type ValueType } from "./value-type.ts";
import { failure, onceBoth, type Written } from "./written.ts";

const OUT_OF_BOUNDS = failure(
  "INVALID_ARRAY_INDEX",
  "The index is out of bounds. Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.",
  "22003",
);

/**
 * `value[key]`: the entry of a map, NULL when it has none; the element of an array, counted from 0, and an error
 * when there is none; the field of a struct.
 */
export function writeSubscript(value: Written, key: Written): Written {
  return { text: subscriptText(value, key), ...itemType(value) };
}

function subscriptText(value: Written, key: Written): string {
  if (value.kind === "map" || key.kind === "string") return `${value.text}[${key.text}]`;
  if (value.kind === "array") return onceBoth([value.text, key.text], elementText);
  const text = onceBoth([value.text, key.text], (container, at) => {
    const list = `len(TRY_CAST(${container} AS VARCHAR[]))`;
    const place = `TRY_CAST(${at} AS BIGINT)`;
    return `CASE WHEN typeof(${container}) LIKE 'MAP(%' OR typeof(${container}) LIKE 'STRUCT(%' THEN ${container}[${at}] WHEN ${place} < 0 OR ${place} >= ${list} THEN ${OUT_OF_BOUNDS} ELSE ${container}[${place} + 1] END`;
  });
  return `(${text})`;
}

function elementText(list: string, at: string): string {
  return `(CASE WHEN ${at} < 0 OR ${at} >= len(${list}) THEN ${OUT_OF_BOUNDS} ELSE ${list}[${at} + 1] END)`;
}

/** Type of an element of an array or a value of a map. */
export function itemType({ kind, item }: ValueType): ValueType {
  return kind === "array" || kind === "map" ? (item ?? UNKNOWN) : UNKNOWN;
}
