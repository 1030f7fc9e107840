import { formatQuantity } from "../domain/format-quantity.ts";
import { defineReason } from "./define-reason.ts";

/** Bytes read at least so many times what earlier days let expect [judged]. */
const BYTES_RATIO_MIN = 2;
/** Share of the bytes that new statements read [judged]. */
const NEW_BYTES_SHARE_MIN = 0.5;

/** Somebody read much more than before, with statements never run before. */
export const newQueryTextsReason = defineReason({
  id: "new-query-texts",
  title: "More bytes read, by new statements",
  startLogOdds: { newly_authorized_access: 1.2, unauthorized_access: 1.2, usage_growth: 0.4 },
  evaluate(facts) {
    if (facts.queryUses === null) return { kind: "not_assessed", missing: "query history" };
    const known = facts.queryUses.filter((row) => row.knownShapeCount > 0);
    if (known.length === 0 && facts.queryUses.length > 0) {
      return { kind: "not_assessed", missing: "texts of the statements (redacted)" };
    }
    const up = known.filter(
      (row) =>
        row.expectedReadBytes !== null &&
        row.readBytes >= BYTES_RATIO_MIN * row.expectedReadBytes &&
        row.newShapeReadBytes > 0 &&
        row.newShapeReadBytes >= NEW_BYTES_SHARE_MIN * row.readBytes,
    );
    const [first] = [...up].sort((a, b) => b.newShapeReadBytes - a.newShapeReadBytes);
    if (first === undefined) return { kind: "does_not_hold" };
    return {
      kind: "holds",
      text: `${first.principal} read ${formatQuantity(first.readBytes, "By")} (${formatQuantity(first.expectedReadBytes ?? 0, "By")} expected), ${formatQuantity(first.newShapeReadBytes, "By")} of it by ${first.newShapeCount} statements of a kind it never ran before`,
      restsOn: up.map((row) => row.statementId),
    };
  },
});
