import type { Argument } from "../renderer/written.ts";
import { refuseUnsupported } from "../sql-refused.ts";
import type { FunctionCall } from "./define-function.ts";

/** A lambda of an element, or of an element and its place counted from 0, which DuckDB counts from 1. */
export function withIndex(call: FunctionCall, argument: Argument | undefined): string {
  const { parameters, body } = call.lambda(argument?.node ?? { kind: "null" });
  const [item, place, ...more] = parameters;
  if (item === undefined || more.length > 0)
    return refuseUnsupported(`a lambda function of ${parameters.length} parameters here`);
  if (place === undefined) return `lambda ${item}: ${body}`;
  return `lambda ${item}, "place from 1": list_transform([CAST("place from 1" - 1 AS INTEGER)], lambda ${place}: ${body})[1]`;
}

/** A lambda of two values that are parts of one element of DuckDB's list (`[1]`, `.key`). */
export function withPair(
  call: FunctionCall,
  argument: Argument | undefined,
  [first, second]: readonly [string, string],
): string {
  const { parameters, body } = call.lambda(argument?.node ?? { kind: "null" });
  const [left, right, ...more] = parameters;
  if (left === undefined || right === undefined || more.length > 0)
    return refuseUnsupported(`a lambda function of ${parameters.length} parameters here`);
  return `lambda "pair": list_transform([("pair")${first}], lambda ${left}: list_transform([("pair")${second}], lambda ${right}: ${body})[1])[1]`;
}
