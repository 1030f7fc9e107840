import { findPrincipal } from "../account/find-principal.ts";
import { fail, failInvalid } from "./api-error.ts";
import type { ApiRequest } from "./api-route.ts";
import { objectsField, requiredText, textField } from "./body-fields.ts";
import type { JsonObject } from "./json.ts";

/** The `access_control_list` of a body: level by numeric id of the principal. @throws 400, 404. */
export function aclEntries(request: ApiRequest): Readonly<Record<string, string>> {
  const entries = objectsField(request.body, "access_control_list").map((entry) => [
    granteeOf(request, entry),
    requiredText(entry, "permission_level"),
  ]);
  return Object.fromEntries(entries);
}

function granteeOf({ account, caller }: ApiRequest, entry: JsonObject): string {
  const fields = ["user_name", "group_name", "service_principal_name"];
  const [name, ...more] = fields.flatMap((field) => textField(entry, field) ?? []);
  if (name === undefined || more.length > 0)
    return failInvalid("Exactly one of user_name, group_name and service_principal_name must be given.");
  const local = [...account.principals.values()].find(
    (principal) =>
      principal.kind === "group" &&
      principal.workspaceId === caller.workspaceId &&
      principal.displayName === name,
  );
  const principal = local ?? findPrincipal(account, name);
  return principal?.id ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Principal ${name} does not exist.`);
}
