import type { FrameBound, SortItem, WindowDefinition } from "../tree/expression.ts";
import type { NameFrame } from "./name-frame.ts";
import type { Renderer } from "./renderer.ts";
import { quoteName } from "./written.ts";

/** Order with the place of NULL always written: the engines differ in what they take when it is not. */
export function writeSortItems(
  renderer: Renderer,
  items: readonly SortItem[],
  frame: NameFrame | null,
): string {
  return items
    .map(
      ({ value, isDescending, isNullsFirst }) =>
        `${renderer.write(value, frame).text} ${isDescending ? "DESC" : "ASC"} NULLS ${isNullsFirst ? "FIRST" : "LAST"}`,
    )
    .join(", ");
}

/** `(PARTITION BY … ORDER BY … ROWS …)` */
export function writeWindow(renderer: Renderer, window: WindowDefinition, frame: NameFrame | null): string {
  const parts = [
    window.name === null ? "" : quoteName(window.name),
    window.partitionBy.length === 0
      ? ""
      : `PARTITION BY ${window.partitionBy.map((each) => renderer.write(each, frame).text).join(", ")}`,
    window.orderBy.length === 0 ? "" : `ORDER BY ${writeSortItems(renderer, window.orderBy, frame)}`,
    window.frame === null
      ? ""
      : `${window.frame.unit} BETWEEN ${boundText(renderer, window.frame.from, frame)} AND ${boundText(renderer, window.frame.to, frame)}`,
  ];
  return `(${parts.filter((part) => part !== "").join(" ")})`;
}

function boundText(renderer: Renderer, bound: FrameBound, frame: NameFrame | null): string {
  return "distance" in bound ? `${renderer.write(bound.distance, frame).text} ${bound.kind}` : bound.kind;
}
