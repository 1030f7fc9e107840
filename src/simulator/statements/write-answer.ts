import { materializeRows } from "./materialize-result.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";

/** What a statement that wrote answers: how many rows it touched, and how many of them are new. */
export function writeAnswer(
  { parts, measured }: StatementWork,
  { affected, inserted }: { readonly affected: number; readonly inserted: number | null },
): Promise<StatementEnd> {
  measured.writtenCount += affected;
  const columns = [
    { name: "num_affected_rows", type: "BIGINT" as const },
    ...(inserted === null ? [] : [{ name: "num_inserted_rows", type: "BIGINT" as const }]),
  ];
  return materializeRows(parts.database, columns, [[affected, ...(inserted === null ? [] : [inserted])]]);
}
