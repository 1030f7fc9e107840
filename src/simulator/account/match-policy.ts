import type { AbacPolicy, Account, Refusal, SimulatedSecurable } from "./account.ts";
import { invalidValue } from "./account-refusals.ts";
import { type Judgment, judgeCondition, judgeWhen } from "./policies-for.ts";

/** A table that is read. */
export interface ReadTable {
  readonly account: Account;
  readonly table: SimulatedSecurable;
  readonly detail: Extract<SimulatedSecurable["detail"], { kind: "table" }>;
}

/** Whether a policy applies to a table, and the columns that each of its aliases means. */
export type PolicyMatch =
  | { readonly kind: "holds"; readonly columns: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: "fails" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Judges the conditions of a policy that is in scope and made for the user: WHEN by the tags of the table and what it
 * lies in, each condition of MATCH COLUMNS by tags of the columns alone. It applies when WHEN holds and every condition
 * matches a column. Source: Databricks documentation, "ABAC policy evaluation", steps 3 and 5.
 */
export function matchPolicy({ account, table, detail }: ReadTable, policy: AbacPolicy): PolicyMatch {
  const columns = new Map<string, readonly string[]>();
  const when = judgeWhen(account, policy, table);
  if (isUnjudged(when)) return { kind: "refused", refusal: unjudged(policy, when) };
  for (const { alias, condition } of policy.matchColumns) {
    const unknown = judgeCondition(account, condition, new Map());
    if (isUnjudged(unknown)) return { kind: "refused", refusal: unjudged(policy, unknown) };
    const matching = detail.columns.filter(
      ({ tags }) => judgeCondition(account, condition, tags).kind === "holds",
    );
    columns.set(
      alias,
      matching.map(({ name }) => name),
    );
  }
  const applies = when.kind === "holds" && [...columns.values()].every(({ length }) => length > 0);
  return applies ? { kind: "holds", columns } : { kind: "fails" };
}

type Unjudged = Exclude<Judgment, { kind: "holds" | "fails" }>;

function isUnjudged(judgment: Judgment): judgment is Unjudged {
  return judgment.kind === "unknown_tag" || judgment.kind === "unreadable";
}

function unjudged(policy: AbacPolicy, judgment: Unjudged): Refusal {
  return judgment.kind === "unknown_tag"
    ? invalidValue(
        `[INVALID_PARAMETER_VALUE.UC_ABAC_UNKNOWN_TAG_POLICY] Policy '${policy.name}' refers to tag '${judgment.key}', which is not a governed tag.`,
      )
    : invalidValue(`Condition of policy '${policy.name}' cannot be read: ${judgment.message}`);
}
