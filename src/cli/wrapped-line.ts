import { wrapToWidth } from "./display-width.ts";
import { type Line, type Piece, piece } from "./styled-line.ts";

const INDENT = "  ";

/** `label` and `text` on lines of at most `width` cells, those after the first indented; a longer word stands alone. */
export function wrappedLine(label: Piece, text: string, width: number): readonly Line[] {
  const [first = "", ...rest] = wrapToWidth(label.text + text, width - INDENT.length);
  return [
    [label, piece(first.slice(label.text.length), "plain")],
    ...rest.map((line): Line => [INDENT, line]),
  ];
}
