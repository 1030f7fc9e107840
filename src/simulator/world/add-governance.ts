import type { AbacPolicy, FunctionUse, SimulatedSecurable } from "../account/account.ts";
import { tablesOf } from "./add-grants.ts";
import { OWNED_SCHEMAS } from "./add-groups.ts";
import { daysBefore } from "./draft-principals.ts";
import { securableOf } from "./draft-securables.ts";
import { drawUuid } from "./draw-id.ts";
import { WATCHED_TABLES } from "./table-plans.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** Governed tags with their allowed values. */
const GOVERNED_TAGS: readonly (readonly [string, string, readonly string[]])[] = [
  ["pii", "kind of personal data in a column", ["email", "name", "iban", "phone"]],
  ["sensitivity", "how much harm a leak does", ["public", "internal", "confidential", "restricted"]],
  ["domain", "the part of the business that owns the data", [...OWNED_SCHEMAS]],
];

const SENSITIVITY: Readonly<Record<(typeof OWNED_SCHEMAS)[number], string>> = {
  sales: "confidential",
  finance: "restricted",
  marketing: "internal",
  product: "internal",
  people: "restricted",
  ops: "internal",
  features: "confidential",
  reporting: "internal",
  landing: "confidential",
};
/** Columns of drawn tables that hold personal data. */
const PII_OF_DRAWN_COLUMNS: Readonly<Record<string, string>> = { owner_email: "email", phone: "phone" };
const TABLE_TAG_RATIO = 0.3;

/** Masks and filters set on tables themselves. Policies mask no column that is masked here: that would be refused. */
const MASKS: readonly (readonly [string, string, string])[] = [
  ["prod.finance.payments", "iban", "mask_iban"],
  ["prod.people.employees", "salary", "mask_salary"],
  ["main.core.customers", "email", "mask_email"],
];
const ROW_FILTERS: readonly (readonly [string, string, readonly string[]])[] = [
  ["main.core.customers", "filter_region", ["region"]],
];

/** Adds governed tags and assigns them, sets masks and row filters, and attaches policies. */
export function addGovernance(draft: WorldDraft, members: WorldMembers): void {
  for (const [key, description, values] of GOVERNED_TAGS)
    draft.account.tagPolicies.set(key, {
      key,
      id: drawUuid(draft.random.fork(`tag ${key}`)),
      description,
      values,
    });
  assignTags(draft);
  for (const [table, column, name] of MASKS) setColumn(draft, table, { column, mask: use(name, []) });
  for (const [table, name, columns] of ROW_FILTERS) {
    const { detail } = securableOf(draft, "table", table);
    if (detail.kind === "table") detail.rowFilter = use(name, columns);
  }
  addPolicies(draft, members);
}

function use(name: string, columns: readonly string[]): FunctionUse {
  return { functionName: `main.governance.${name}`, columns };
}

function assignTags(draft: WorldDraft): void {
  for (const schema of OWNED_SCHEMAS) {
    const securable = securableOf(draft, "schema", `prod.${schema}`);
    securable.tags.set("sensitivity", SENSITIVITY[schema]).set("domain", schema);
  }
  for (const { plan, pii } of WATCHED_TABLES)
    for (const [column, value] of Object.entries(pii)) setColumn(draft, plan.table, { column, pii: value });
  const random = draft.random.fork("tags");
  for (const name of tablesOf(draft.account, "prod."))
    assignDrawnTags(draft, name, random.uniform() < TABLE_TAG_RATIO);
  securableOf(draft, "catalog", "sandbox").tags.set("sensitivity", "internal");
  securableOf(draft, "table", "prod.people.employees").tags.set("sensitivity", "restricted");
}

function assignDrawnTags(draft: WorldDraft, name: string, hasDomain: boolean): void {
  const { detail, tags } = securableOf(draft, "table", name);
  if (detail.kind !== "table" || detail.tableType !== "MANAGED") return;
  if (hasDomain) tags.set("domain", name.split(".")[1] ?? "");
  for (const { name: column } of detail.columns) {
    const value = PII_OF_DRAWN_COLUMNS[column];
    if (value !== undefined) setColumn(draft, name, { column, pii: value });
  }
}

function setColumn(
  draft: WorldDraft,
  table: string,
  change: { readonly column: string; readonly pii?: string; readonly mask?: FunctionUse },
): void {
  const { detail } = securableOf(draft, "table", table);
  if (detail.kind !== "table") return;
  detail.columns = detail.columns.map((column) =>
    column.name === change.column
      ? {
          ...column,
          tags: change.pii === undefined ? column.tags : new Map([...column.tags, ["pii", change.pii]]),
          mask: change.mask ?? column.mask,
        }
      : column,
  );
}

/** E-mail addresses and names in `prod` are masked for everybody but those who work with them. */
function addPolicies(draft: WorldDraft, { groups, principals, adminName }: WorldMembers): void {
  const maskFor = (kind: "email" | "name") => ({
    name: `mask-${kind}`,
    policyType: "POLICY_TYPE_COLUMN_MASK",
    toPrincipals: ["account users"],
    exceptPrincipals: ["pii-readers", "pipelines"],
    matchColumns: [{ alias: "masked", condition: `has_tag_value('pii', '${kind}')` }],
    functionName: `main.governance.mask_${kind}`,
    onColumn: "masked",
  });
  const prod = securableOf(draft, "catalog", "prod");
  put(draft, prod, { ...maskFor("email"), by: adminName });
  put(draft, prod, { ...maskFor("name"), by: adminName });
  put(draft, securableOf(draft, "schema", "prod.people"), {
    name: "people-access-is-kept",
    policyType: "POLICY_TYPE_DENY",
    toPrincipals: ["data-engineers", "deployers"],
    exceptPrincipals: [principals.responderName],
    privileges: ["MANAGE_ACCESS_CONTROL"],
    by: adminName,
  });
  put(draft, securableOf(draft, "schema", "prod.features"), {
    name: "models-for-stewards",
    policyType: "POLICY_TYPE_GRANT",
    forSecurableType: "MODEL",
    toPrincipals: ["data-stewards"],
    privileges: ["EXECUTE"],
    by: adminName,
  });
  draft.account.ruleSets.set(`accounts/${draft.account.accountId}/ruleSets/default`, {
    name: `accounts/${draft.account.accountId}/ruleSets/default`,
    etag: drawUuid(draft.random.fork("etag account")),
    grantRules: [
      { role: "roles/tagPolicy.assigner", principals: ["groups/data-stewards", "groups/deployers"] },
      { role: "roles/billing.admin", principals: [`users/${adminName}`] },
    ],
  });
  for (const name of ["project", "pii-readers", "customers-global"])
    addGroupRules(draft, { groups, principals }, name);
}

/** Groups that no identity provider syncs are kept by stewards and the responder. */
function addGroupRules(
  draft: WorldDraft,
  { groups, principals }: Pick<WorldMembers, "groups" | "principals">,
  name: string,
): void {
  const ids = name === "project" ? groups.projects : [groups.idOf(name)];
  for (const id of ids) {
    const ruleSet = `accounts/${draft.account.accountId}/groups/${id}/ruleSets/default`;
    draft.account.ruleSets.set(ruleSet, {
      name: ruleSet,
      etag: drawUuid(draft.random.fork(`etag ${id}`)),
      grantRules: [
        {
          role: "roles/group.manager",
          principals: ["groups/data-stewards", `servicePrincipals/${principals.responderName}`],
        },
      ],
    });
  }
}

type PolicyDraft = Pick<AbacPolicy, "name" | "policyType"> & Partial<AbacPolicy> & { readonly by: string };

function put(draft: WorldDraft, securable: SimulatedSecurable, { by, ...policy }: PolicyDraft): void {
  const createdAt = daysBefore(draft, 120);
  securable.policies.set(policy.name, {
    id: drawUuid(draft.random.fork(`policy ${policy.name}`)),
    forSecurableType: "TABLE",
    toPrincipals: [],
    exceptPrincipals: [],
    whenCondition: null,
    matchColumns: [],
    functionName: null,
    onColumn: null,
    using: [],
    privileges: [],
    comment: null,
    createdAt,
    createdBy: by,
    updatedAt: createdAt,
    updatedBy: by,
    ...policy,
  });
}
