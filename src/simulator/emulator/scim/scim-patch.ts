import { fail } from "../api-error.ts";
import { isList, isObject, type JsonObject, type JsonValue } from "../json.ts";

/** One step of a PATCH request: what to do with the values of one attribute. */
export interface PatchStep {
  readonly op: "add" | "remove" | "replace";
  /** Lower case, `name.familyname` for a part. */
  readonly attribute: string;
  /** Values as texts; of objects their `value`. For a removal without values: none, and all are meant. */
  readonly values: readonly string[];
}

/** Steps of a PATCH body (RFC 7644, section 3.5.2), paths like `members[value eq "501"]` among them. @throws 400. */
export function patchSteps(body: JsonObject): readonly PatchStep[] {
  const operations = body["Operations"] ?? body["operations"];
  if (!isList(operations)) return fail(400, "invalidSyntax", "Operations are missing.");
  return operations.flatMap((operation) => {
    if (!isObject(operation)) return fail(400, "invalidSyntax", "An operation must be an object.");
    return stepsOf(operation);
  });
}

function stepsOf(operation: JsonObject): readonly PatchStep[] {
  const op = String(operation["op"]).toLowerCase();
  if (op !== "add" && op !== "remove" && op !== "replace")
    return fail(400, "invalidSyntax", `Operation '${op}' is not supported.`);
  const path = operation["path"];
  if (typeof path === "string" && path !== "") return [stepAt(op, path, operation["value"])];
  const value = operation["value"];
  if (!isObject(value))
    return fail(400, "noTarget", "An operation without a path needs an object as its value.");
  return Object.entries(value).map(([attribute, item]) => stepAt(op, attribute, item));
}

function stepAt(op: PatchStep["op"], path: string, value: JsonValue | undefined): PatchStep {
  const match = /^([\w.:]+?)(?:\[\s*value\s+eq\s+(?:"([^"]*)"|'([^']*)')\s*\])?$/i.exec(path.trim());
  if (match === null) return fail(400, "invalidPath", `Path '${path}' is not supported.`);
  const [, attribute = "", quoted, single] = match;
  const selected = quoted ?? single;
  return {
    op,
    attribute: attribute.toLowerCase(),
    values: selected === undefined ? patchValues(value) : [selected],
  };
}

/** `[{"value": "x"}]`, `{"value": "x"}`, `["x"]`, `"x"` and `true` all mean one text. */
function patchValues(value: JsonValue | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap(patchValues);
  if (isObject(value)) return patchValues(value["value"]);
  return [String(value)];
}
