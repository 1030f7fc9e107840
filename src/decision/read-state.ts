import type { Json } from "../domain/brand.ts";
import { invariant } from "../domain/gatehouse-error.ts";

/** A stored record, or BUG: state is only ever what `dump` made. */
export function readRecord(json: Json | undefined, name: string): Readonly<Record<string, Json>> {
  invariant(isRecord(json), `stored \`${name}\` is not a record`);
  return json;
}

/** A stored number, or BUG. */
export function readNumber(json: Json | undefined, name: string): number {
  invariant(typeof json === "number", `stored \`${name}\` is not a number`);
  return json;
}

/** A stored list of numbers, or BUG. */
export function readNumbers(json: Json | undefined, name: string): readonly number[] {
  invariant(Array.isArray(json), `stored \`${name}\` is not a list`);
  return json.map((item: Json) => readNumber(item, name));
}

function isRecord(json: Json | undefined): json is Readonly<Record<string, Json>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
