import { refuseUnsupported } from "../sql-refused.ts";
import type { Relation, RelationAlias } from "../tree/expression.ts";
import { addRelation, type Columns, findCommonTable, fullQualifiers, type NameFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { agreedType } from "./value-type.ts";
import { generatorText } from "./write-generator.ts";
import { quoteName } from "./written.ts";

type Of<Name extends Relation["kind"]> = Extract<Relation, { readonly kind: Name }>;

const RANGE_COLUMNS: Columns = [{ name: "id", type: { kind: "int" } }];

/** A relation as DuckDB text; its names are added to the frame. */
export function writeRelation(renderer: Renderer, relation: Relation, frame: NameFrame): string {
  switch (relation.kind) {
    case "table":
      return writeTable(renderer, relation, frame);
    case "query": {
      const { text, columns } = renderer.writeQuery(relation.query, relation.isLateral ? frame : frame.outer);
      return `${relation.isLateral ? "LATERAL " : ""}(${text}) AS ${aliasText(frame, relation.alias, { fallback: "subquery", columns })}`;
    }
    case "generator": {
      if (relation.call.kind !== "call") return refuseUnsupported("this table function");
      const { text, types } = generatorText(renderer, {
        call: relation.call,
        columns: relation.alias.columns,
        frame,
      });
      return `LATERAL (${text}) AS ${aliasText(frame, { name: relation.alias.name, columns: [] }, { fallback: "generated", columns: types })}`;
    }
    case "range":
      return `(SELECT range AS id FROM range(${relation.args.map((arg) => `CAST(${renderer.write(arg, null).text} AS BIGINT)`).join(", ")})) AS ${aliasText(frame, relation.alias, { fallback: "range", columns: RANGE_COLUMNS })}`;
    case "join":
      return writeJoin(renderer, relation, frame);
  }
}

function writeTable(renderer: Renderer, { parts, isCommon, alias }: Of<"table">, frame: NameFrame): string {
  const common = isCommon ? findCommonTable(frame, parts[0] ?? "") : null;
  const { text, columns } =
    common === null
      ? scopedTable(renderer, parts)
      : { text: quoteName(common.written), columns: common.columns };
  if (alias.name !== null) return `${text} AS ${aliasText(frame, alias, { fallback: "", columns })}`;
  const qualifiers = common === null ? fullQualifiers(parts, renderer.scope.session) : parts;
  return `${text} AS ${quoteName(addRelation(frame, { name: parts.at(-1) ?? "", qualifiers, columns }))}`;
}

function scopedTable(
  renderer: Renderer,
  parts: readonly string[],
): { readonly text: string; readonly columns: Columns } {
  const given = renderer.scope.table(parts);
  if (typeof given === "string") return { text: given, columns: null };
  const { text, columns } = given;
  return { text, columns: columns?.map(({ name, type }) => ({ name, type: renderer.typeOf(type) })) ?? null };
}

interface Aliased {
  /** Name of the relation where none is given. */
  readonly fallback: string;
  readonly columns: Columns;
}

function aliasText(frame: NameFrame, alias: RelationAlias, { fallback, columns }: Aliased): string {
  const written = addRelation(frame, {
    name: alias.name ?? fallback,
    qualifiers: alias.name === null ? [] : [alias.name],
    columns: renamed(columns, alias.columns),
  });
  return `${quoteName(written)}${alias.columns.length === 0 ? "" : `(${alias.columns.map(quoteName).join(", ")})`}`;
}

/** Columns with the first of them under other names. */
export function renamed(columns: Columns, names: readonly string[]): Columns {
  return columns?.map(({ name, type }, index) => ({ name: names[index] ?? name, type })) ?? null;
}

function writeJoin(renderer: Renderer, node: Of<"join">, frame: NameFrame): string {
  const left = writeRelation(renderer, node.left, frame);
  const leftCount = frame.relations.length;
  const isOuterGenerator = node.right.kind === "generator" && isOuter(node.right);
  const inner = writeRelation(renderer, node.right, frame);
  mergeColumns(frame, leftCount, node);
  const right = node.right.kind === "join" ? `(${inner})` : inner;
  if (node.isNatural) return `${left} NATURAL ${node.join === "INNER" ? "" : `${node.join} `}JOIN ${right}`;
  if (node.using.length > 0)
    return `${left} ${node.join} JOIN ${right} USING (${node.using.map(quoteName).join(", ")})`;
  if (node.on !== null) return `${left} ${node.join} JOIN ${right} ON ${renderer.write(node.on, frame).text}`;
  if (isOuterGenerator) return `${left} LEFT JOIN ${right} ON true`;
  return node.join === "INNER" || node.join === "CROSS"
    ? `${left} CROSS JOIN ${right}`
    : `${left} ${node.join} JOIN ${right} ON true`;
}

/** Columns that the join gives once, or that of a SEMI or ANTI join not at all, are no part of `*`. */
function mergeColumns(frame: NameFrame, leftCount: number, { join, isNatural, using }: Of<"join">): void {
  frame.relations.forEach((relation, index) => {
    if (index < leftCount) return;
    if (join === "SEMI" || join === "ANTI") frame.relations[index] = { ...relation, starOmits: null };
    // Which columns a NATURAL join merges depends on both sides.
    else if (isNatural) frame.relations[index] = { ...relation, columns: null };
    else for (const name of using) relation.starOmits?.add(name.toLowerCase());
  });
  // A merged column is that of either side.
  for (const name of using) agreeOn(frame, name.toLowerCase());
}

function agreeOn(frame: NameFrame, name: string): void {
  const isNamed = (column: { readonly name: string }): boolean => column.name.toLowerCase() === name;
  const found = frame.relations.flatMap(({ columns }) => columns?.filter(isNamed) ?? []);
  const type = agreedType(found.map((column) => column.type));
  frame.relations.forEach((relation, index) => {
    const columns =
      relation.columns?.map((column) => (isNamed(column) ? { ...column, type } : column)) ?? null;
    frame.relations[index] = { ...relation, columns };
  });
}

function isOuter({ call, isOuter: isMarked }: Of<"generator">): boolean {
  return isMarked || (call.kind === "call" && /_outer$/i.test(call.parts[0] ?? ""));
}
