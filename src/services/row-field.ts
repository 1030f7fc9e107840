import { GatehouseError } from "../domain/gatehouse-error.ts";
import { type EpochMs, epochMs } from "../domain/units.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Typed reading of one raw row. Every method @throws ENGINE_ROW_SHAPE on another type, naming the column only. */
export function rowField(raw: Raw): {
  text(column: string): string;
  textOrNull(column: string): string | null;
  count(column: string): number;
  amount(column: string): number;
  moment(column: string): EpochMs;
  momentOrNull(column: string): EpochMs | null;
  flag(column: string): boolean;
} {
  return {
    text(column) {
      const value = raw[column];
      return typeof value === "string" ? value : wrongShape(column);
    },
    textOrNull(column) {
      const value = raw[column] ?? null;
      return value === null || typeof value === "string" ? value : wrongShape(column);
    },
    count: (column) => wholeNumber(raw, column),
    amount(column) {
      const value = raw[column];
      return typeof value === "number" && Number.isFinite(value) ? value : wrongShape(column);
    },
    moment: (column) => epochMs(wholeNumber(raw, column)),
    momentOrNull: (column) => ((raw[column] ?? null) === null ? null : epochMs(wholeNumber(raw, column))),
    flag(column) {
      const value = raw[column];
      return typeof value === "boolean" ? value : wrongShape(column);
    },
  };
}

/** Engines give whole numbers as number or as bigint. */
function wholeNumber(raw: Raw, column: string): number {
  const value = raw[column];
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : wrongShape(column);
}

function wrongShape(column: string): never {
  throw new GatehouseError("ENGINE_ROW_SHAPE", {
    message: `column \`${column}\` of an answer has another type`,
  });
}
