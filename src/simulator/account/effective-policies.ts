import type { SecurableRef } from "../acts/act.ts";
import type { AbacPolicy, Account, FunctionUse, Refusal } from "./account.ts";
import { invalidValue, securableMissing } from "./account-refusals.ts";
import { matchPolicy, type PolicyMatch, type ReadTable } from "./match-policy.ts";
import { policiesFor } from "./policies-for.ts";
import { findSecurable } from "./securable-chain.ts";

/** A function called for each row: with columns of the table, and constants in Databricks SQL. */
export interface PolicyCall {
  readonly functionName: string;
  readonly args: readonly (
    | { readonly kind: "column"; readonly name: string }
    | { readonly kind: "constant"; readonly text: string }
  )[];
}

/** What a principal's reading of a table goes through. */
export type ReadingPolicies =
  | {
      readonly kind: "ok";
      readonly rowFilter: PolicyCall | null;
      /** By name of the column; the first argument is the masked column. */
      readonly masks: ReadonlyMap<string, PolicyCall>;
    }
  | RefusedReading;

export interface RefusedReading {
  readonly kind: "refused";
  readonly refusal: Refusal;
}

/**
 * Row filter and masks for the session's user on a table: those set on the table itself and those of the policies on the
 * table, its schema, its catalog and the metastore. Refused when the table has two different filters or a column two
 * different masks for the user, when a policy names a tag that is not governed (any more) or a function that is gone, or
 * when an argument matches several columns: what cannot be judged shows nothing. Views have neither.
 * Source: Databricks documentation, "ABAC policy evaluation". Cost: kept by revision.
 */
export function filterAndMasksFor(account: Account, principalId: string, table: string): ReadingPolicies {
  const kept = keptReadings(account);
  const key = `${principalId} ${table}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = evaluate(account, principalId, table);
  kept.set(key, made);
  return made;
}

/** By principal and table, under one revision of the account. */
const KEPT = new WeakMap<
  Account,
  { readonly revision: number; readonly readings: Map<string, ReadingPolicies> }
>();

function keptReadings(account: Account): Map<string, ReadingPolicies> {
  const known = KEPT.get(account);
  if (known?.revision === account.revision) return known.readings;
  const readings = new Map<string, ReadingPolicies>();
  KEPT.set(account, { revision: account.revision, readings });
  return readings;
}

function evaluate(account: Account, principalId: string, name: string): ReadingPolicies {
  const ref: SecurableRef = { type: "table", name };
  const table = findSecurable(account, ref);
  if (table === null || table.detail.kind !== "table") return refused(securableMissing(ref));
  const read: ReadTable = { account, table, detail: table.detail };
  const rowFilter = evaluateRowFilter(read, principalId);
  if (rowFilter !== null && "kind" in rowFilter) return rowFilter;
  const masks = evaluateMasks(read, principalId);
  return "kind" in masks ? masks : { kind: "ok", rowFilter, masks };
}

function evaluateRowFilter(read: ReadTable, principalId: string): PolicyCall | null | RefusedReading {
  const calls: PolicyCall[] = [];
  const { rowFilter } = read.detail;
  if (rowFilter !== null) calls.push(callOf(rowFilter, rowFilter.columns));
  for (const policy of policiesOn(read, principalId, "POLICY_TYPE_ROW_FILTER")) {
    const match = matchPolicy(read, policy);
    if (match.kind === "refused") return match;
    if (match.kind === "fails") continue;
    const call = callOfPolicy(policy, match, null);
    if ("kind" in call) return call;
    calls.push(call);
  }
  const found = distinct(calls);
  if (found.length > 1)
    return refused(
      invalidValue(
        `[INVALID_PARAMETER_VALUE.UC_ABAC_MULTIPLE_ROW_FILTERS] Multiple row filters apply to table '${read.table.name}'. Only one row filter per table and user is supported.`,
      ),
    );
  const [call = null] = found;
  return call === null ? null : (missingFunction(read, call) ?? call);
}

function evaluateMasks(
  read: ReadTable,
  principalId: string,
): ReadonlyMap<string, PolicyCall> | RefusedReading {
  const calls = new Map<string, PolicyCall[]>();
  for (const { name, mask } of read.detail.columns)
    if (mask !== null) add(calls, name, callOf(mask, maskColumns(name, mask)));
  for (const policy of policiesOn(read, principalId, "POLICY_TYPE_COLUMN_MASK")) {
    const refusal = addPolicyMasks(read, policy, calls);
    if (refusal !== null) return refusal;
  }
  const masks = new Map<string, PolicyCall>();
  for (const [column, found] of calls) {
    const [call, other] = distinct(found);
    if (other !== undefined) return refused(multipleMasks(read.table.name, column));
    if (call === undefined) continue;
    const missing = missingFunction(read, call);
    if (missing !== null) return missing;
    masks.set(column, call);
  }
  return masks;
}

function addPolicyMasks(
  read: ReadTable,
  policy: AbacPolicy,
  calls: Map<string, PolicyCall[]>,
): RefusedReading | null {
  const match = matchPolicy(read, policy);
  if (match.kind === "refused") return match;
  if (match.kind === "fails") return null;
  for (const column of match.columns.get(policy.onColumn ?? "") ?? []) {
    const call = callOfPolicy(policy, match, column);
    if ("kind" in call) return call;
    add(calls, column, call);
  }
  return null;
}

function policiesOn(
  { account, table }: ReadTable,
  principalId: string,
  policyType: "POLICY_TYPE_ROW_FILTER" | "POLICY_TYPE_COLUMN_MASK",
): readonly AbacPolicy[] {
  return policiesFor(account, principalId, { securable: table, policyType });
}

/** A mask's function takes the masked column first, whether or not its list of columns says so. */
function maskColumns(column: string, mask: FunctionUse): readonly string[] {
  return mask.columns[0] === column ? mask.columns : [column, ...mask.columns];
}

function callOf({ functionName }: FunctionUse, columns: readonly string[]): PolicyCall {
  return { functionName, args: columns.map((name) => ({ kind: "column", name })) };
}

/** `maskedColumn` stands for its alias, which may match more columns than this one. */
function callOfPolicy(
  policy: AbacPolicy,
  match: Extract<PolicyMatch, { kind: "holds" }>,
  maskedColumn: string | null,
): PolicyCall | RefusedReading {
  const args: PolicyCall["args"][number][] = [];
  if (maskedColumn !== null) args.push({ kind: "column", name: maskedColumn });
  for (const argument of policy.using) {
    if ("constant" in argument) {
      args.push({ kind: "constant", text: argument.constant });
      continue;
    }
    const isMasked = maskedColumn !== null && argument.alias === policy.onColumn;
    const [name, other] = isMasked ? [maskedColumn] : (match.columns.get(argument.alias) ?? []);
    if (name === undefined || other !== undefined) return refused(ambiguousColumn(policy, argument.alias));
    args.push({ kind: "column", name });
  }
  return { functionName: policy.functionName ?? "", args };
}

function ambiguousColumn(policy: AbacPolicy, alias: string): Refusal {
  return invalidValue(
    `[INVALID_PARAMETER_VALUE.UC_ABAC_AMBIGUOUS_COLUMN_MATCH] Alias '${alias}' of policy '${policy.name}' does not match exactly one column.`,
  );
}

function multipleMasks(table: string, column: string): Refusal {
  return {
    status: 400,
    code: "BAD_REQUEST",
    message: `[COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS] Multiple column masks apply to column '${column}' of table '${table}'. Only one column mask per column and user is supported. SQLSTATE: 0A000`,
    sqlState: "0A000",
  };
}

function missingFunction({ account }: ReadTable, { functionName }: PolicyCall): RefusedReading | null {
  if (findSecurable(account, { type: "function", name: functionName }) !== null) return null;
  return refused({
    status: 404,
    code: "UC_DEPENDENCY_DOES_NOT_EXIST",
    message: `[UC_DEPENDENCY_DOES_NOT_EXIST] Function '${functionName}' that a row filter or column mask depends on does not exist. SQLSTATE: 42883`,
    sqlState: "42883",
  });
}

/** The same function with the same arguments counts once. */
function distinct(calls: readonly PolicyCall[]): readonly PolicyCall[] {
  return [...new Map(calls.map((call) => [JSON.stringify([call.functionName, call.args]), call])).values()];
}

function add(calls: Map<string, PolicyCall[]>, column: string, call: PolicyCall): void {
  const known = calls.get(column);
  if (known === undefined) calls.set(column, [call]);
  else known.push(call);
}

function refused(refusal: Refusal): RefusedReading {
  return { kind: "refused", refusal };
}
