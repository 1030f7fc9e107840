import { styleText } from "node:util";
import { displayWidth, truncateToWidth } from "./display-width.ts";
import { escapeControl } from "./escape-control.ts";

/** How a piece of text is meant; the printer decides how that looks, and without color it looks like plain text. */
export type Style = "plain" | "strong" | "dim" | "bad" | "warn" | "good" | "accent";

export interface Piece {
  readonly text: string;
  readonly style: Style;
}

/** One line of output. Pieces may hold anything: the printer makes control characters visible. */
export type Line = readonly (string | Piece)[];

const FORMATS: Readonly<Record<Exclude<Style, "plain">, Parameters<typeof styleText>[0]>> = {
  strong: "bold",
  dim: "dim",
  bad: "red",
  warn: "yellow",
  good: "green",
  accent: "cyan",
};

export function piece(text: string, style: Style): Piece {
  return { text, style };
}

/** The line as a terminal takes it, cut to `width` cells where one is given. */
export function renderLine(
  line: Line,
  options: { readonly color: boolean; readonly width: number | null },
): string {
  let left = options.width ?? Number.POSITIVE_INFINITY;
  let rendered = "";
  for (const part of line) {
    const { text, style } = typeof part === "string" ? piece(part, "plain") : part;
    const safe = escapeControl(text);
    const shown = Number.isFinite(left) ? truncateToWidth(safe, left) : safe;
    left -= displayWidth(shown);
    rendered += options.color ? styled(shown, style) : shown;
    if (shown !== safe) break;
  }
  return rendered.trimEnd();
}

function styled(text: string, style: Style): string {
  if (style === "plain" || text === "") return text;
  // Whether to color was decided by the printer, for the stream that it writes to.
  return styleText(FORMATS[style], text, { validateStream: false });
}
