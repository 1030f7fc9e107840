/** A Databricks type taken apart. */
export type TypeTree =
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: TypeTree }
  | { readonly kind: "map"; readonly key: TypeTree; readonly value: TypeTree }
  | {
      readonly kind: "struct";
      readonly fields: readonly { readonly name: string; readonly type: TypeTree }[];
    };

/** Type text in the form of `ResultColumn.typeText`. */
export function typeTree(text: string): TypeTree {
  const [, name = text, inner] = /^([A-Z_]+)(?:<(.*)>)?$/s.exec(text) ?? [];
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(text);
  if (decimal !== null) return { kind: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
  if (inner === undefined) return { kind: "scalar", name };
  const parts = splitOutside(inner, ",");
  if (name === "ARRAY") return { kind: "array", element: typeTree(inner) };
  if (name === "MAP")
    return { kind: "map", key: typeTree((parts[0] ?? "").trim()), value: typeTree((parts[1] ?? "").trim()) };
  return { kind: "struct", fields: parts.map(structField) };
}

function structField(text: string): { readonly name: string; readonly type: TypeTree } {
  const [name = "", type = ""] = splitOutside(text.trim(), ":");
  const isQuoted = name.startsWith("`");
  return {
    name: isQuoted ? name.slice(1, -1).replaceAll("``", "`") : name,
    type: typeTree(type.trim()),
  };
}

/** Splits where `separator` stands outside of brackets and backticks; `:` splits once. */
function splitOutside(text: string, separator: "," | ":"): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/`(?:[^`]|``)*`|[<>(),:]/g)) {
    depth += DEPTH_CHANGES[token] ?? 0;
    if (token !== separator || depth > 0) continue;
    parts.push(text.slice(from, index));
    from = index + 1;
    if (separator === ":") break;
  }
  return [...parts, text.slice(from)];
}

const DEPTH_CHANGES: Readonly<Record<string, number>> = { "<": 1, "(": 1, ">": -1, ")": -1 };
