import { formatNumber } from "../domain/format-quantity.ts";
import { findingsOn } from "./define-finding-traits.ts";
import { defineReason, type IncidentFacts, type QueryUseRow } from "./define-reason.ts";

/** Growth below this is no growth [judged]. */
const GROWTH_MIN = 1.2;
/** Statements and cost grow "in proportion" when neither outgrows the other by more than this [judged]. */
const PROPORTION_MAX = 2;
/** More than this share of new statements is new use, not growth of the old [judged]. */
const NEW_SHAPE_SHARE_MAX = 0.5;

/** Statements grew as cost did, from principals and of kinds seen before: more of the same work. */
export const queriesInProportionToCostReason = defineReason({
  id: "queries-in-proportion-to-cost",
  title: "More of the same statements",
  startLogOdds: { newly_authorized_access: -0.5, unauthorized_access: -0.5, usage_growth: 1.8 },
  evaluate(facts) {
    const costRatio = growthOfCost(facts);
    if (costRatio === null) return { kind: "does_not_hold" };
    if (facts.queryUses === null) return { kind: "not_assessed", missing: "query history" };
    const known = facts.queryUses.filter((row) => (row.expectedQueryCount ?? 0) > 0);
    const count = total(known, (row) => row.queryCount);
    const expected = total(known, (row) => row.expectedQueryCount ?? 0);
    if (expected === 0) return { kind: "does_not_hold" };
    const ratio = count / expected;
    const newShare =
      total(known, (row) => row.newShapeCount) /
      Math.max(
        1,
        total(known, (row) => row.knownShapeCount),
      );
    const isInProportion =
      ratio >= GROWTH_MIN && ratio <= PROPORTION_MAX * costRatio && costRatio <= PROPORTION_MAX * ratio;
    if (!isInProportion || newShare > NEW_SHAPE_SHARE_MAX) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: `the same principals ran ${formatNumber(ratio)} times as many statements as on earlier days, while it grew to ${formatNumber(costRatio)} times what was expected`,
      restsOn: known.map((row) => row.statementId),
    };
  },
});

/** Value over expectation of the largest rise in cost or query load; null where there is none. */
function growthOfCost(facts: IncidentFacts): number | null {
  const ratios = [...findingsOn(facts, "cost"), ...findingsOn(facts, "query_performance")]
    .map(({ value, expected }) => (expected === null || expected <= 0 ? 0 : value / expected))
    .filter((ratio) => ratio >= GROWTH_MIN);
  return ratios.length === 0 ? null : Math.max(...ratios);
}

function total(rows: readonly QueryUseRow[], count: (row: QueryUseRow) => number): number {
  return rows.reduce((sum, row) => sum + count(row), 0);
}
