import { describe, expect, it } from "vitest";
import { displayWidth } from "./display-width.ts";
import { type Column, renderTable } from "./render-table.ts";
import { renderLine } from "./styled-line.ts";

const COLUMNS: readonly Column[] = [
  { key: "name", title: "name", cut: "end" },
  { key: "rows", title: "rows", align: "right" },
  { key: "state", title: "state", style: (value) => (value === "ok" ? "good" : "warn") },
];
const ROWS = [
  { name: "main.sales.orders", rows: 12, state: "ok" },
  { name: "売上データ", rows: 3456, state: "missing" },
  { name: "evil\u001b[2J\nname", rows: null, state: "ok" },
];

function plain(width: number | null): readonly string[] {
  return renderTable(COLUMNS, ROWS, width).map((line) => renderLine(line, { color: false, width }));
}

describe("renderTable", () => {
  it("aligns columns by what the terminal shows, wide characters and escapes included", () => {
    expect(plain(null)).toEqual([
      "name                 rows  state",
      "main.sales.orders      12  ok",
      "売上データ           3456  missing",
      "evil\\u001b[2J\\nname        ok",
    ]);
  });

  it("cuts the column that may shrink and no other", () => {
    expect(plain(26)).toEqual([
      "name         rows  state",
      "main.sales…    12  ok",
      "売上データ   3456  missing",
      "evil\\u001b…        ok",
    ]);
  });

  it("leaves out spare columns, the last one first, before it cuts", () => {
    const spare = COLUMNS.map((column) => ({ ...column, isSpare: column.key !== "name" }));
    const header = (width: number) =>
      renderLine(renderTable(spare, ROWS, width)[0] ?? [], { color: false, width: null });
    expect(header(40)).toBe("name                 rows  state");
    expect(header(26)).toBe("name                 rows");
    expect(header(22)).toBe("name");
  });

  it("is never wider than the terminal", () => {
    for (let width = 10; width < 60; width++)
      for (const line of plain(width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });

  it("colors cells by their value and nothing without color", () => {
    const [, first] = renderTable(COLUMNS, ROWS, null).map((line) =>
      renderLine(line, { color: true, width: null }),
    );
    expect(first).toContain("\u001b[32mok\u001b[39m");
    expect(plain(null).join("")).not.toContain("\u001b");
  });

  it("prints the header alone for no rows", () => {
    expect(renderTable(COLUMNS, [], 80)).toHaveLength(1);
  });
});
