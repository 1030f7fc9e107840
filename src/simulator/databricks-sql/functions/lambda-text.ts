import type { ValueType } from "../renderer/value-type.ts";
import type { Argument } from "../renderer/written.ts";
import { refuseUnsupported } from "../sql-refused.ts";
import type { FunctionCall, LambdaText } from "./define-function.ts";

export const INT_TYPE: ValueType = { kind: "int" };

/** A lambda among a call's arguments, whose parameters have these types. */
export function lambdaOf(
  call: FunctionCall,
  argument: Argument | undefined,
  types: readonly ValueType[],
): LambdaText {
  return call.lambda(argument?.node ?? { kind: "null" }, types);
}

/** A lambda of an element, or of an element and its place counted from 0, which DuckDB counts from 1. */
export function withIndex(call: FunctionCall, argument: Argument | undefined, item: ValueType): string {
  const { parameters, body } = lambdaOf(call, argument, [item, INT_TYPE]);
  const [element, place, ...more] = parameters;
  if (element === undefined || more.length > 0)
    return refuseUnsupported(`a lambda function of ${parameters.length} parameters here`);
  if (place === undefined) return `lambda ${element}: ${body}`;
  return `lambda ${element}, "place from 1": list_transform([CAST("place from 1" - 1 AS INTEGER)], lambda ${place}: ${body})[1]`;
}

/** A lambda of two values that are parts of one element of DuckDB's list (`[1]`, `.key`). */
export function withPair(lambda: LambdaText, [first, second]: readonly [string, string]): string {
  const { parameters, body } = lambda;
  const [left, right, ...more] = parameters;
  if (left === undefined || right === undefined || more.length > 0)
    return refuseUnsupported(`a lambda function of ${parameters.length} parameters here`);
  return `lambda "pair": list_transform([("pair")${first}], lambda ${left}: list_transform([("pair")${second}], lambda ${right}: ${body})[1])[1]`;
}
