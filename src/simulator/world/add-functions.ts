import { addSecurable } from "../account/add-securable.ts";
import { grant } from "../account/grant.ts";
import { daysBefore } from "./draft-principals.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

interface FunctionPlan {
  readonly name: string;
  /** Name and type of its parameters. */
  readonly parameters: readonly (readonly [string, string])[];
  readonly returnType: string;
  /** Expression in Databricks SQL. */
  readonly body: string;
}

/** Masks, row filters and one plain function, in `main.governance`. */
const FUNCTIONS: readonly FunctionPlan[] = [
  {
    name: "mask_email",
    parameters: [["email", "string"]],
    returnType: "string",
    body: "CASE WHEN is_account_group_member('pii-readers') THEN email ELSE sha2(email, 256) END",
  },
  {
    name: "mask_name",
    parameters: [["name", "string"]],
    returnType: "string",
    body: "CASE WHEN is_account_group_member('pii-readers') THEN name ELSE concat(left(name, 1), '***') END",
  },
  {
    name: "mask_iban",
    parameters: [["iban", "string"]],
    returnType: "string",
    body: "CASE WHEN is_account_group_member('finance') THEN iban ELSE concat('****', right(iban, 4)) END",
  },
  {
    name: "mask_salary",
    parameters: [["salary", "double"]],
    returnType: "double",
    body: "CASE WHEN is_account_group_member('people') THEN salary ELSE NULL END",
  },
  {
    name: "filter_region",
    parameters: [["region", "string"]],
    returnType: "boolean",
    body: "is_account_group_member('customers-global') OR is_account_group_member('pipelines') OR region = 'emea'",
  },
  {
    name: "net_of_tax",
    parameters: [
      ["gross", "double"],
      ["rate", "double"],
    ],
    returnType: "double",
    body: "gross / (1 + rate)",
  },
];

/** Registered models, in `prod.features`. */
const MODELS: readonly string[] = ["churn_model", "demand_model", "credit_model"];
/** Volumes, by schema, with their kind. */
const VOLUMES: readonly (readonly [string, "MANAGED" | "EXTERNAL"])[] = [
  ["prod.landing.inbox", "EXTERNAL"],
  ["prod.sales.exports", "MANAGED"],
  ["prod.features.artifacts", "MANAGED"],
  ["prod.product.images", "MANAGED"],
  ["sandbox.data.files", "MANAGED"],
];

/** Adds functions, registered models and volumes with the grants that go with them. */
export function addFunctions(draft: WorldDraft, { groups, adminName }: WorldMembers): void {
  const stewards = groups.idOf("data-stewards");
  for (const { name, parameters, returnType, body } of FUNCTIONS)
    addSecurable(draft.account, {
      type: "function",
      name: `main.governance.${name}`,
      owner: stewards,
      createdAt: daysBefore(draft, 380),
      createdBy: adminName,
      detail: {
        kind: "function",
        parameters: parameters.map(([parameter, type]) => ({ name: parameter, type })),
        returnType,
        body,
        isModel: false,
      },
    });
  for (const name of MODELS)
    addSecurable(draft.account, {
      type: "function",
      name: `prod.features.${name}`,
      owner: groups.idOf("features-data-owners"),
      createdAt: daysBefore(draft, 180),
      createdBy: adminName,
      detail: { kind: "function", parameters: [], returnType: "string", body: null, isModel: true },
    });
  for (const [name, volumeType] of VOLUMES) {
    const volume = addSecurable(draft.account, {
      type: "volume",
      name,
      owner: groups.idOf("data-engineers"),
      createdAt: daysBefore(draft, 260),
      createdBy: adminName,
      detail: { kind: "volume", volumeType },
    });
    grant(draft.account, volume, {
      principalId: groups.idOf("pipelines"),
      privileges: ["READ_VOLUME", "WRITE_VOLUME"],
    });
    grant(draft.account, volume, {
      principalId: groups.idOf(name.startsWith("sandbox") ? "employees" : "applications"),
      privileges: ["READ_VOLUME"],
    });
  }
}
