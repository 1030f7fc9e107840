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
import {
  addAlias,
  addRelation,
  type Columns,
  lateFrame,
  type NameFrame,
  openFrame,
  starColumns,
} from "./name-frame.ts";
import type { Renderer, WrittenQuery } from "./renderer.ts";
import { typeAlone } from "./value-type.ts";
import { generatorText } from "./write-generator.ts";
import { writeRelation } from "./write-relation.ts";
import { writeWindow } from "./write-window.ts";
import { quoteName } from "./written.ts";

interface GeneratedColumns {
  readonly text: string;
  readonly columns: Columns;
}

/** A SELECT with its relations written, so that its names are known. */
export interface FramedSelect {
  readonly select: Select;
  readonly frame: NameFrame;
  readonly from: string;
  /** Column texts of select items that are generators, by their place. */
  readonly generated: ReadonlyMap<number, GeneratedColumns>;
}

export function selectFrame(renderer: Renderer, select: Select, outer: NameFrame): FramedSelect {
  const frame = openFrame(outer);
  const from = select.from === null ? "" : writeRelation(renderer, select.from, frame);
  const generated = new Map<number, GeneratedColumns>();
  const laterals = select.items.flatMap((item, index) => {
    const call = generatorOf(item.value);
    if (call === null) return [];
    if (select.groupBy !== null)
      return refuseUnsupported("a generator in a SELECT with GROUP BY", call.place);
    const { text, columns, types } = generatorText(renderer, { call, columns: item.aliases, frame });
    const written = addRelation(frame, { name: "generated", qualifiers: [], columns: types });
    generated.set(index, {
      text: columns.map((column) => `${quoteName(written)}.${column}`).join(", "),
      columns: types,
    });
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

export function writeSelect(renderer: Renderer, framed: FramedSelect): WrittenQuery {
  const { select, frame, from } = framed;
  const late = lateFrame(frame);
  const write = (value: Expression): string => renderer.write(value, frame).text;
  const writeLate = (value: Expression): string => renderer.write(value, late).text;
  const items = select.items.map(
    (item, index) => framed.generated.get(index) ?? writeItem(renderer, item, frame),
  );
  const parts = [
    `SELECT ${select.isDistinct ? "DISTINCT " : ""}${items.map(({ text }) => text).join(", ")}`,
    from === "" ? "" : `FROM ${from}`,
    select.where === null ? "" : `WHERE ${write(select.where)}`,
    select.groupBy === null ? "" : `GROUP BY ${groupText(select.groupBy, write)}`,
    select.having === null ? "" : `HAVING ${writeLate(select.having)}`,
    select.windows.length === 0
      ? ""
      : `WINDOW ${select.windows.map(({ name, window }) => `${quoteName(name)} AS ${writeWindow(renderer, window, late)}`).join(", ")}`,
    select.qualify === null ? "" : `QUALIFY ${writeLate(select.qualify)}`,
  ];
  const isKnown = items.every(({ columns }) => columns !== null);
  return {
    text: parts.filter((part) => part !== "").join(" "),
    columns: isKnown ? items.flatMap(({ columns }) => columns ?? []) : null,
  };
}

function writeItem(renderer: Renderer, item: SelectItem, frame: NameFrame): WrittenQuery {
  const { text, ...type } = renderer.write(item.value, frame);
  if (item.value.kind === "star") {
    if (item.aliases.length > 0) return refuseUnsupported("an alias for `*`");
    const except = new Set(item.value.except.map((name) => name.toLowerCase()));
    const columns = starColumns(frame, item.value.qualifier);
    return { text, columns: columns?.filter(({ name }) => !except.has(name.toLowerCase())) ?? null };
  }
  if (item.aliases.length > 1) return refuseUnsupported("several aliases for one column");
  const name = item.aliases[0] ?? columnName(item.value, item.text);
  addAlias(frame, name, typeAlone(type));
  return { text: `${text} AS ${quoteName(name)}`, columns: [{ name, type: typeAlone(type) }] };
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
