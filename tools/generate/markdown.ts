import type { Unit } from "../../src/domain/units.ts";

/** Text safe for one cell of a Markdown table: one line, no bar. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|");
}

/** The text set as code; a dash for none. */
export function code(text: string): string {
  return text === "" ? "—" : `\`${text}\``;
}

/** A Markdown table. Cells are escaped here. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

const UNITS_MS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
];

/** A length of time in the largest unit that divides it: `1 h`, `90 min`, `250 ms`. */
export function lengthOfTime(ms: number): string {
  for (const [unit, unitMs] of UNITS_MS)
    if (ms >= unitMs && ms % unitMs === 0) return `${ms / unitMs} ${unit}`;
  return `${ms} ms`;
}

/** A number in the unit of a signal, as people write it: `10 min`, `1 GiB`, `20 USD`, `5`. */
export function quantity(value: number, unit: Unit): string {
  if (unit === "ms") return lengthOfTime(value);
  if (unit === "By") return bytes(value);
  return unit === "1" || unit === "ratio" ? String(value) : `${value} ${unit}`;
}

function bytes(value: number): string {
  const names = ["By", "KiB", "MiB", "GiB", "TiB"];
  let rest = value;
  while (names.length > 1 && rest >= 1024 && rest % 1024 === 0) {
    rest /= 1024;
    names.shift();
  }
  return `${rest} ${names[0]}`;
}
