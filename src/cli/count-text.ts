import { formatNumber } from "../domain/format-quantity.ts";

/** `1 incident`, `12 incidents`; `plural` where an s is not enough. */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}
