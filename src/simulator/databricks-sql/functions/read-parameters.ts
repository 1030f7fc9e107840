const PARAMETER_KINDS = [
  "text",
  "int",
  "number",
  "date",
  "timestamp",
  /** A timestamp that is not converted when its type is unknown: DuckDB's function takes every one. */
  "moment",
  "boolean",
  "array",
  "map",
  "any",
  "constant",
  "lambda",
  "star",
] as const;

export type ParameterKind = (typeof PARAMETER_KINDS)[number];

interface Parameters {
  /** Kind of each argument that was given. */
  readonly kinds: readonly ParameterKind[];
  readonly least: number;
  readonly most: number;
}

/** What a definition's `parameters` mean for a call with `count` arguments. */
export function readParameters(text: string, count: number): Parameters {
  const items = text === "" ? [] : text.split(" ");
  const kinds: ParameterKind[] = [];
  let [least, most] = [0, 0];
  for (const item of items) {
    const kind = PARAMETER_KINDS.find((known) => known === item.replace(/[?*]$/, "")) ?? "any";
    if (item.endsWith("*")) {
      most = Number.POSITIVE_INFINITY;
      while (kinds.length < count) kinds.push(kind);
    } else {
      most += 1;
      if (!item.endsWith("?")) least += 1;
      kinds.push(kind);
    }
  }
  return { kinds, least, most };
}
