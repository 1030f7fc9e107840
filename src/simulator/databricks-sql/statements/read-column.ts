import {
  expect,
  type Parser,
  readParenthesized,
  readStringLiteral,
  take,
  takeOneOf,
  unsupported,
} from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import { readType } from "../parser/read-type.ts";
import type { ColumnDefinition } from "../statement.ts";
import { databricksTypeText } from "../tree/data-type.ts";

/** `name type [NOT NULL] [COMMENT 'x'] [MASK f [USING COLUMNS (a)]]` */
export function readColumnDefinition(parser: Parser): ColumnDefinition {
  const name = readIdentifier(parser);
  const type = databricksTypeText(readType(parser));
  const found: { isNullable: boolean; comment: string | null; mask: ColumnDefinition["mask"] } = {
    isNullable: true,
    comment: null,
    mask: null,
  };
  while (readColumnOption(parser, found));
  return { name, type, ...found };
}

type Mutable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

function readColumnOption(
  parser: Parser,
  found: Mutable<Pick<ColumnDefinition, "isNullable" | "comment" | "mask">>,
): boolean {
  if (take(parser, "NOT", "NULL")) found.isNullable = false;
  else if (take(parser, "COMMENT")) found.comment = readStringLiteral(parser);
  else if (parser.tokens.peek().word === "MASK") found.mask = readMask(parser);
  else {
    const word = takeOneOf(parser, ["DEFAULT", "GENERATED", "CONSTRAINT", "PRIMARY", "COLLATE"]);
    return word === null ? false : unsupported(parser, `${word} of a column`);
  }
  return true;
}

/** `MASK f [USING COLUMNS (a, b)]` */
export function readMask(parser: Parser): NonNullable<ColumnDefinition["mask"]> {
  expect(parser, "MASK");
  const functionName = readName(parser);
  const usingColumns = take(parser, "USING", "COLUMNS")
    ? readParenthesized(parser, () => readIdentifier(parser))
    : [];
  return { functionName, usingColumns };
}
