import { refuseSql } from "../sql-refused.ts";
import { type DataType, PLAIN_TYPES } from "../tree/data-type.ts";
import { expect, isAt, type Parser, syntaxError, take } from "./parser.ts";
import { readIdentifier } from "./read-name.ts";

const SYNONYMS: Readonly<Record<string, (typeof PLAIN_TYPES)[number]>> = {
  BOOL: "boolean",
  BYTE: "tinyint",
  SHORT: "smallint",
  INTEGER: "int",
  LONG: "bigint",
  REAL: "float",
  TIMESTAMP_LTZ: "timestamp",
};

/** Types with parameters, by the word that starts them. */
const PARAMETRIC: Readonly<Record<string, ((parser: Parser) => DataType) | undefined>> = {
  DECIMAL: readDecimal,
  DEC: readDecimal,
  NUMERIC: readDecimal,
  ARRAY: (parser) => readNested(parser, "ARRAY"),
  MAP: (parser) => readNested(parser, "MAP"),
  STRUCT: (parser) => readNested(parser, "STRUCT"),
  VARCHAR: readBoundedString,
  CHAR: readBoundedString,
  CHARACTER: readBoundedString,
};

const DECIMAL_PRECISION_MAX = 38;

/** A type as it stands in CAST, in a column's definition or in a schema. */
export function readType(parser: Parser): DataType {
  return parser.nested(() => {
    const token = parser.tokens.peek();
    if (token.kind !== "word") return syntaxError(parser);
    parser.tokens.next();
    const read = token.word === "INTERVAL" ? readInterval : PARAMETRIC[token.word];
    if (read !== undefined) return read(parser);
    const plain = SYNONYMS[token.word] ?? PLAIN_TYPES.find((kind) => kind.toUpperCase() === token.word);
    if (plain !== undefined) return { kind: plain };
    return refuseSql("UNSUPPORTED_DATATYPE", `Unsupported data type "${token.word}".`, {
      sqlState: "0A000",
      place: token,
    });
  });
}

function readDecimal(parser: Parser): DataType {
  if (!take(parser, "(")) return { kind: "decimal", precision: 10, scale: 0 };
  const precision = readWhole(parser);
  const scale = take(parser, ",") ? readWhole(parser) : 0;
  const place = parser.tokens.peek();
  expect(parser, ")");
  if (precision < 1 || precision > DECIMAL_PRECISION_MAX || scale > precision)
    refuseSql(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      `Decimal precision ${precision} exceeds max precision ${DECIMAL_PRECISION_MAX}.`,
      {
        sqlState: "22003",
        place,
      },
    );
  return { kind: "decimal", precision, scale };
}

function readWhole(parser: Parser): number {
  const token = parser.tokens.peek();
  if (token.kind !== "number" || !/^[0-9]{1,9}$/.test(token.text)) return syntaxError(parser);
  parser.tokens.next();
  return Number(token.text);
}

function readBoundedString(parser: Parser): DataType {
  if (take(parser, "(")) {
    readWhole(parser);
    expect(parser, ")");
  }
  return { kind: "string" };
}

function readInterval(parser: Parser): DataType {
  const unit = parser.tokens.next().word;
  if (!/^(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)$/.test(unit)) return syntaxError(parser);
  if (take(parser, "TO")) parser.tokens.next();
  return { kind: "interval" };
}

function readNested(parser: Parser, word: "ARRAY" | "MAP" | "STRUCT"): DataType {
  // `<>` of an empty struct is one symbol.
  if (word === "STRUCT" && take(parser, "<>")) return { kind: "struct", fields: [] };
  expect(parser, "<");
  const type = readInner(parser, word);
  closeAngle(parser);
  return type;
}

function readInner(parser: Parser, word: "ARRAY" | "MAP" | "STRUCT"): DataType {
  if (word === "ARRAY") return { kind: "array", element: readType(parser) };
  if (word === "MAP") {
    const key = readType(parser);
    expect(parser, ",");
    return { kind: "map", key, value: readType(parser) };
  }
  if (isAt(parser, ">")) return { kind: "struct", fields: [] };
  return { kind: "struct", fields: readFields(parser) };
}

/** `a INT, b: STRING NOT NULL COMMENT 'x'`, also the schema of `from_json`. */
export function readFields(parser: Parser): readonly { readonly name: string; readonly type: DataType }[] {
  const fields = [];
  do {
    const name = readIdentifier(parser);
    take(parser, ":");
    fields.push({ name, type: readType(parser) });
    take(parser, "NOT", "NULL");
    if (take(parser, "COMMENT")) parser.tokens.next();
  } while (take(parser, ","));
  return fields;
}

/** `>>` closes two brackets: the first closing takes half of it. */
function closeAngle(parser: Parser): void {
  if (take(parser, ">")) return;
  if (parser.halfAngle.isOpen) {
    parser.halfAngle.isOpen = false;
    expect(parser, ">>");
    return;
  }
  if (!isAt(parser, ">>")) syntaxError(parser);
  parser.halfAngle.isOpen = true;
}
