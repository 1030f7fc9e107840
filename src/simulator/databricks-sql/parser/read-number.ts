import { refuseSql, type TextPlace } from "../sql-refused.ts";
import type { Expression, NumberType } from "../tree/expression.ts";

const SUFFIXES: Readonly<Record<string, NumberType>> = {
  L: "bigint",
  S: "smallint",
  Y: "tinyint",
  D: "double",
  F: "float",
  BD: "decimal",
};

const INT_MAX = 2_147_483_648n;
const BIGINT_MAX = 9_223_372_036_854_775_808n;
const DECIMAL_DIGITS_MAX = 38;

/**
 * A number: without suffix whole ones are the smallest of INT, BIGINT and DECIMAL that holds them, ones with a point
 * DECIMAL, ones with an exponent DOUBLE. Source: Databricks SQL language manual, "Data types", literals.
 */
export function readNumber(text: string, place: TextPlace): Expression {
  const [, digits = text, suffix = ""] = /^(.*?)(BD|[LSYDF])?$/i.exec(text) ?? [];
  const type = SUFFIXES[suffix.toUpperCase()] ?? typeOf(digits, place);
  const isWhole = /^[0-9]+$/.test(digits);
  if (!isWhole && (type === "bigint" || type === "smallint" || type === "tinyint"))
    return refuseSql("PARSE_SYNTAX_ERROR", `Syntax error at or near '${text}'.`, {
      sqlState: "42601",
      place,
    });
  return { kind: "number", text: digits.replace(/^\./, "0.").replace(/\.$/, ""), type };
}

function typeOf(digits: string, place: TextPlace): NumberType {
  if (/[eE]/.test(digits)) return "double";
  if (digits.replace(/^0+/, "").replace(".", "").length > DECIMAL_DIGITS_MAX)
    return refuseSql(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      "Decimal precision exceeds max precision 38.",
      {
        sqlState: "22003",
        place,
      },
    );
  if (digits.includes(".")) return "decimal";
  // The bound itself is right behind a minus.
  const value = BigInt(digits);
  if (value <= INT_MAX) return value === INT_MAX ? "bigint" : "int";
  return value <= BIGINT_MAX ? "bigint" : "decimal";
}
