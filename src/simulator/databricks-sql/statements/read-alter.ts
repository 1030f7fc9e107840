import {
  expect,
  isAt,
  type Parser,
  readList,
  readParenthesized,
  take,
  unsupported,
} from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import type { ParsedStatement, SecurableName } from "../statement.ts";
import { readColumnDefinition, readMask } from "./read-column.ts";
import { readPrincipal, readSecurable } from "./read-securable.ts";
import { readTagsClause } from "./read-tags.ts";

/** `ALTER <securable> …`: owner, tags, row filter, mask, columns. */
export function readAlter(parser: Parser): ParsedStatement {
  expect(parser, "ALTER");
  const on = readSecurable(parser);
  if (take(parser, "SET", "OWNER", "TO") || take(parser, "OWNER", "TO"))
    return { kind: "set_owner", on, owner: readPrincipal(parser) };
  if (isAt(parser, "SET", "TAGS") || isAt(parser, "UNSET", "TAGS"))
    return readTagsClause(parser, { on, column: null });
  if (take(parser, "SET", "ROW", "FILTER"))
    return { kind: "set_row_filter", table: on.parts, ...readRowFilter(parser) };
  if (take(parser, "DROP", "ROW", "FILTER"))
    return { kind: "set_row_filter", table: on.parts, functionName: null, columns: [] };
  if (take(parser, "ALTER", "COLUMN") || take(parser, "ALTER")) return readAlterColumn(parser, on);
  if (take(parser, "ADD")) return readAddColumns(parser, on);
  if (take(parser, "DROP")) return readDropColumns(parser, on);
  return unsupported(parser, `ALTER ${on.type} … ${parser.tokens.peek().word}`);
}

/** `f ON (a, b)` */
export function readRowFilter(parser: Parser): {
  readonly functionName: readonly string[];
  readonly columns: readonly string[];
} {
  const functionName = readName(parser);
  expect(parser, "ON");
  if (take(parser, "(", ")")) return { functionName, columns: [] };
  return { functionName, columns: readParenthesized(parser, () => readIdentifier(parser)) };
}

function readAlterColumn(parser: Parser, on: SecurableName): ParsedStatement {
  const column = readIdentifier(parser);
  if (isAt(parser, "SET", "TAGS") || isAt(parser, "UNSET", "TAGS"))
    return readTagsClause(parser, { on, column });
  if (isAt(parser, "SET", "MASK")) {
    take(parser, "SET");
    return { kind: "set_mask", table: on.parts, column, ...readMask(parser) };
  }
  if (take(parser, "DROP", "MASK"))
    return { kind: "set_mask", table: on.parts, column, functionName: null, usingColumns: [] };
  return unsupported(parser, `ALTER COLUMN … ${parser.tokens.peek().word}`);
}

function readAddColumns(parser: Parser, on: SecurableName): ParsedStatement {
  if (!take(parser, "COLUMNS") && !take(parser, "COLUMN"))
    return unsupported(parser, `ALTER TABLE … ADD ${parser.tokens.peek().word}`);
  const columns = isAt(parser, "(")
    ? readParenthesized(parser, () => readColumnDefinition(parser))
    : readList(parser, () => readColumnDefinition(parser));
  return { kind: "add_columns", table: on.parts, columns };
}

function readDropColumns(parser: Parser, on: SecurableName): ParsedStatement {
  if (!take(parser, "COLUMNS") && !take(parser, "COLUMN"))
    return unsupported(parser, `ALTER TABLE … DROP ${parser.tokens.peek().word}`);
  const columns = isAt(parser, "(")
    ? readParenthesized(parser, () => readIdentifier(parser))
    : readList(parser, () => readIdentifier(parser));
  return { kind: "drop_columns", table: on.parts, columns };
}
