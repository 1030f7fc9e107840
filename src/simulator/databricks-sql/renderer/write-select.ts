import { GENERATOR_NAMES } from "../functions/builtin-functions.ts";
import { refuseUnsupported } from "../sql-refused.ts";
import type {
  CallExpression,
  Expression,
  GroupBy,
  GroupItem,
  Select,
  SelectItem,
} from "../tree/expression.ts";
import { columnName } from "./column-name.ts";
import { addRelation, type NameFrame, openFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { generatorText } from "./write-generator.ts";
import { writeRelation } from "./write-relation.ts";
import { writeWindow } from "./write-window.ts";
import { quoteName } from "./written.ts";

/** A SELECT with its relations written, so that its names are known. */
export interface FramedSelect {
  readonly select: Select;
  readonly frame: NameFrame;
  readonly from: string;
  /** Column texts of select items that are generators, by their place. */
  readonly generated: ReadonlyMap<number, string>;
}

export function selectFrame(renderer: Renderer, select: Select, outer: NameFrame): FramedSelect {
  const frame = openFrame(outer);
  const from = select.from === null ? "" : writeRelation(renderer, select.from, frame);
  const generated = new Map<number, string>();
  const laterals = select.items.flatMap((item, index) => {
    const call = generatorOf(item.value);
    if (call === null) return [];
    if (select.groupBy !== null)
      return refuseUnsupported("a generator in a SELECT with GROUP BY", call.place);
    const { text, columns } = generatorText(renderer, { call, columns: item.aliases, frame });
    const written = addRelation(frame, "generated", []);
    generated.set(index, columns.map((column) => `${quoteName(written)}.${column}`).join(", "));
    const join = isOuter(call) ? ["LEFT JOIN LATERAL", " ON true"] : ["CROSS JOIN LATERAL", ""];
    return [`${join[0]} (${text}) AS ${quoteName(written)}${join[1]}`];
  });
  const start = from === "" && laterals.length > 0 ? '(SELECT 1) AS "one row"' : from;
  return { select, frame, from: [start, ...laterals].join(" "), generated };
}

function generatorOf(value: Expression): CallExpression | null {
  return value.kind === "call" &&
    value.parts.length === 1 &&
    GENERATOR_NAMES.has((value.parts[0] ?? "").toLowerCase())
    ? value
    : null;
}

function isOuter(call: CallExpression): boolean {
  return /_outer$/i.test(call.parts[0] ?? "");
}

export function writeSelect(renderer: Renderer, framed: FramedSelect): string {
  const { select, frame, from } = framed;
  const write = (value: Expression): string => renderer.write(value, frame).text;
  const items = select.items.map(
    (item, index) => framed.generated.get(index) ?? itemText(renderer, item, frame),
  );
  const parts = [
    `SELECT ${select.isDistinct ? "DISTINCT " : ""}${items.join(", ")}`,
    from === "" ? "" : `FROM ${from}`,
    select.where === null ? "" : `WHERE ${write(select.where)}`,
    select.groupBy === null ? "" : `GROUP BY ${groupText(select.groupBy, write)}`,
    select.having === null ? "" : `HAVING ${write(select.having)}`,
    select.windows.length === 0
      ? ""
      : `WINDOW ${select.windows.map(({ name, window }) => `${quoteName(name)} AS ${writeWindow(renderer, window, frame)}`).join(", ")}`,
    select.qualify === null ? "" : `QUALIFY ${write(select.qualify)}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function itemText(renderer: Renderer, item: SelectItem, frame: NameFrame): string {
  const { text } = renderer.write(item.value, frame);
  if (item.value.kind === "star")
    return item.aliases.length === 0 ? text : refuseUnsupported("an alias for `*`");
  if (item.aliases.length > 1) return refuseUnsupported("several aliases for one column");
  return `${text} AS ${quoteName(item.aliases[0] ?? columnName(item.value, item.text))}`;
}

function groupText(groupBy: GroupBy, write: (value: Expression) => string): string {
  if (groupBy.kind === "all") return "ALL";
  return groupBy.items.map((item) => groupItemText(item, write)).join(", ");
}

function groupItemText(item: GroupItem, write: (value: Expression) => string): string {
  if (item.kind === "value") return write(item.value);
  const sets = item.sets.map((set) =>
    set.length === 1 && item.kind !== "GROUPING SETS"
      ? set.map(write).join("")
      : `(${set.map(write).join(", ")})`,
  );
  return `${item.kind} (${sets.join(", ")})`;
}
