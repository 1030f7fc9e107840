/** Names further away than this share of their length are no help, only noise [judged]. */
const DISTANCE_RATIO_MAX = 0.4;

/**
 * The candidate that was probably meant by `name`, or null when none is close. Case is ignored; among equally close
 * ones the first wins. Cost: candidates × length².
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  let nearest: string | null = null;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    const longest = Math.max(name.length, candidate.length);
    if (distance < nearestDistance && distance <= Math.max(1, longest * DISTANCE_RATIO_MAX)) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** `; did you mean …` with the nearest candidate, or nothing. */
export function suggestionText(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  return nearest === null ? "" : `; did you mean \`${nearest}\`?`;
}

/**
 * Insertions, deletions, replacements and swaps of neighbors that turn one text into the other, each pair swapped once.
 * Source: Damerau (1964), Communications of the ACM 7(3); the restricted ("optimal string alignment") form.
 */
function editDistance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const replaced = at(row - 1, column - 1) + (isSame ? 0 : 1);
      const swapped = isSwap ? at(row - 2, column - 2) + 1 : replaced;
      current.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped));
    }
  }
  return at(left.length, right.length);
}
