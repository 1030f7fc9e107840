import type { AbacPolicy, SimulatedSecurable } from "../account/account.ts";
import { principalName } from "../account/account.ts";
import { canManage } from "../account/can-manage.ts";
import { canSee } from "../account/can-see.ts";
import { findPrincipal } from "../account/find-principal.ts";
import { effectiveGrants } from "../account/visible-grants.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { refuse } from "./refuse.ts";
import { refOf } from "./securable-content.ts";
import { named, type Shown } from "./shown.ts";
import { findSecurable, quoted } from "./statement-session.ts";
import type { StatementWork } from "./statement-work.ts";

type Of<Kind extends ParsedStatement["kind"]> = Extract<ParsedStatement, { readonly kind: Kind }>;

/**
 * SHOW GRANTS: direct grants and those that come from above, each with the object it was given on. Who does not manage the
 * object sees its own alone.
 */
export function shownGrants(work: StatementWork, parsed: Of<"show_grants">): Shown {
  const { account } = work.parts;
  const on = refOf(work, parsed.on);
  const securable = findSecurable(account, on.type, on.name);
  if (
    securable === undefined ||
    !canSee(account, work.session.principalId, securable, work.session.workspaceId)
  )
    return refuse(
      "SECURABLE_NOT_FOUND",
      `The ${parsed.on.type} ${quoted(parsed.on.parts)} does not exist.`,
      "42704",
    );
  const wanted = parsed.principal === null ? null : findPrincipal(account, parsed.principal);
  if (parsed.principal !== null && wanted === null)
    return refuse(
      "PRINCIPAL_DOES_NOT_EXIST",
      `Could not find principal with name ${parsed.principal}.`,
      "42704",
    );
  const rows = effectiveGrants(account, work.session.principalId, on)
    .filter(({ principalId }) => wanted === null || principalId === wanted.id)
    .flatMap(({ principalId, privileges }) => {
      const principal = account.principals.get(principalId);
      if (principal === undefined) return [];
      return privileges.map(({ privilege, inheritedFromType, inheritedFromName }) => [
        principalName(principal),
        privilege.replaceAll("_", " "),
        inheritedFromType ?? parsed.on.type,
        inheritedFromName ?? on.name,
      ]);
    });
  return { columns: named("Principal", "ActionType", "ObjectType", "ObjectKey"), rows };
}

/** SHOW POLICIES and DESCRIBE POLICY, for who manages the object. */
export function shownPolicies(work: StatementWork, parsed: Of<"show_policies" | "describe_policy">): Shown {
  const { account } = work.parts;
  const on = refOf(work, parsed.on);
  const securable = findSecurable(account, on.type, on.name);
  if (securable === undefined || !canManage(account, work.session.principalId, on, work.session.workspaceId))
    return refuse(
      "INSUFFICIENT_PERMISSIONS",
      `Insufficient privileges: User does not have MANAGE on ${parsed.on.type} '${on.name}'.`,
      "42501",
    );
  if (parsed.kind === "describe_policy") return describedPolicy(securable, parsed.name);
  const found = placesOf(on.name, parsed.isEffective).flatMap((place) =>
    [...(findSecurable(account, place.type, place.name)?.policies.values() ?? [])].map((policy) => ({
      place,
      policy,
    })),
  );
  return {
    columns: named(
      "name",
      "policyType",
      "onSecurableType",
      "onSecurable",
      "toPrincipals",
      "exceptPrincipals",
    ),
    rows: found.map(({ place, policy }) => [
      policy.name,
      policy.policyType,
      place.type.toUpperCase(),
      place.name,
      policy.toPrincipals.join(", "),
      policy.exceptPrincipals.join(", "),
    ]),
  };
}

/** The securable, and with `isEffective` what it lies in. */
function placesOf(name: string, isEffective: boolean) {
  const types = ["catalog", "schema", "table"] as const;
  const parts = name.split(".");
  return parts
    .map((_, index) => ({
      type: types[index] ?? ("table" as const),
      name: parts.slice(0, index + 1).join("."),
    }))
    .filter((_, index) => isEffective || index === parts.length - 1);
}

function describedPolicy(securable: SimulatedSecurable, name: string): Shown {
  const policy = securable.policies.get(name);
  if (policy === undefined)
    return refuse("POLICY_NOT_FOUND", `The policy \`${name}\` does not exist.`, "42704");
  return {
    columns: named("info_name", "info_value"),
    rows: Object.entries(policyInfo(policy)).map(([key, value]) => [key, value]),
  };
}

function policyInfo(policy: AbacPolicy): Readonly<Record<string, string | null>> {
  return {
    Name: policy.name,
    "Policy Type": policy.policyType,
    "To Principals": policy.toPrincipals.join(", "),
    "Except Principals": policy.exceptPrincipals.join(", "),
    When: policy.whenCondition,
    "Match Columns": policy.matchColumns.map(({ condition, alias }) => `${condition} AS ${alias}`).join(", "),
    Function: policy.functionName,
    "On Column": policy.onColumn,
    Comment: policy.comment,
    Owner: policy.createdBy,
  };
}
