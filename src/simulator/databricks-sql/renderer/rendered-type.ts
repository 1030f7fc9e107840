import type { RenderedType } from "../databricks-sql.ts";
import type { ValueType } from "./value-type.ts";

/** Types leave this folder sealed, and come back through the same door. */
export function sealType(type: ValueType): RenderedType {
  return type as unknown as RenderedType;
}

export function openType(type: RenderedType): ValueType {
  return type as unknown as ValueType;
}
