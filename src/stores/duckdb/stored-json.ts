import type { Json } from "../../domain/brand.ts";

/** JSON that this store wrote itself with JSON.stringify, so what comes back is JSON. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}
