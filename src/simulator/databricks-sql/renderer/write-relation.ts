import { refuseUnsupported } from "../sql-refused.ts";
import type { Relation, RelationAlias } from "../tree/expression.ts";
import { addRelation, commonTableName, fullQualifiers, type NameFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { generatorText } from "./write-generator.ts";
import { quoteName } from "./written.ts";

type Of<Name extends Relation["kind"]> = Extract<Relation, { readonly kind: Name }>;

/** A relation as DuckDB text; its names are added to the frame. */
export function writeRelation(renderer: Renderer, relation: Relation, frame: NameFrame): string {
  switch (relation.kind) {
    case "table":
      return writeTable(renderer, relation, frame);
    case "query": {
      const text = renderer.writeQuery(relation.query, relation.isLateral ? frame : frame.outer);
      return `${relation.isLateral ? "LATERAL " : ""}(${text}) AS ${aliasText(frame, relation.alias, "subquery")}`;
    }
    case "generator": {
      if (relation.call.kind !== "call") return refuseUnsupported("this table function");
      const { text } = generatorText(renderer, {
        call: relation.call,
        columns: relation.alias.columns,
        frame,
      });
      return `LATERAL (${text}) AS ${aliasText(frame, { name: relation.alias.name, columns: [] }, "generated")}`;
    }
    case "range":
      return `(SELECT range AS id FROM range(${relation.args.map((arg) => `CAST(${renderer.write(arg, null).text} AS BIGINT)`).join(", ")})) AS ${aliasText(frame, relation.alias, "range")}`;
    case "join":
      return writeJoin(renderer, relation, frame);
  }
}

function writeTable(renderer: Renderer, { parts, isCommon, alias }: Of<"table">, frame: NameFrame): string {
  const common = isCommon ? commonTableName(frame, parts[0] ?? "") : null;
  const text = common === null ? renderer.scope.table(parts) : quoteName(common);
  if (alias.name !== null) return `${text} AS ${aliasText(frame, alias, "")}`;
  const qualifiers = common === null ? fullQualifiers(parts, renderer.scope.session) : parts;
  return `${text} AS ${quoteName(addRelation(frame, parts.at(-1) ?? "", qualifiers))}`;
}

function aliasText(frame: NameFrame, { name, columns }: RelationAlias, fallback: string): string {
  const written = name === null ? addRelation(frame, fallback, []) : addRelation(frame, name, [name]);
  return `${quoteName(written)}${columns.length === 0 ? "" : `(${columns.map(quoteName).join(", ")})`}`;
}

function writeJoin(renderer: Renderer, node: Of<"join">, frame: NameFrame): string {
  const left = writeRelation(renderer, node.left, frame);
  const isOuterGenerator = node.right.kind === "generator" && isOuter(node.right);
  const inner = writeRelation(renderer, node.right, frame);
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

function isOuter({ call, isOuter: isMarked }: Of<"generator">): boolean {
  return isMarked || (call.kind === "call" && /_outer$/i.test(call.parts[0] ?? ""));
}
