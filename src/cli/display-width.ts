const ASCII_ONLY = /^[\x20-\x7e]*$/;
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
/** Shown as a picture, two cells wide: drawn so by default, or asked to by the variation selector 16. */
const PICTURE = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u;
/**
 * Blocks whose characters take two cells: Hangul, the CJK and Yi blocks, full-width forms.
 * Source: Unicode Standard Annex 11, East Asian Width, values W and F.
 */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Number of terminal cells that a text takes. `text` holds no control characters. */
export function displayWidth(text: string): number {
  if (ASCII_ONLY.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The text, cut to at most `width` cells with `…` at the end where it was longer. */
export function truncateToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return "";
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = graphemeWidth(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept}…`;
}

/** The same with the beginning cut off: for dotted names, whose end tells them apart. */
export function truncateStartToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const segments = [...graphemes.segment(text)].map(({ segment }) => segment);
  let kept = "";
  let used = 1;
  for (const segment of segments.reverse()) {
    used += graphemeWidth(segment);
    if (used > width) break;
    kept = segment + kept;
  }
  return width <= 0 ? "" : `…${kept}`;
}

/** The text in lines of at most `width` cells, broken between words; a longer word stands alone. */
export function wrapToWidth(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function graphemeWidth(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0;
  if (PICTURE.test(grapheme)) return 2;
  return WIDE.test(grapheme) ? 2 : 1;
}
