const NAMED_COUNT = 3;

/** Names for a sentence, each once: `a`, `a and b`, `a, b, c and 4 more`. */
export function nameList(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, NAMED_COUNT);
  const moreCount = unique.length - shown.length;
  if (moreCount > 0) return `${shown.join(", ")} and ${moreCount} more`;
  const last = shown.pop();
  return shown.length === 0 ? (last ?? "") : `${shown.join(", ")} and ${last}`;
}
