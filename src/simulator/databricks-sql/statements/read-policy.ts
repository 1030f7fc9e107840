import {
  expect,
  isAt,
  type Parser,
  readList,
  readParenthesized,
  readStringLiteral,
  syntaxError,
  take,
} from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import type { ParsedStatement } from "../statement.ts";
import { readPrivileges } from "./read-grant.ts";
import { readPrincipal, readSecurable } from "./read-securable.ts";

type Policy = Extract<ParsedStatement, { readonly kind: "create_policy" }>;

/** Behind `CREATE [OR REPLACE] POLICY`. */
export function readPolicy(parser: Parser, isReplace: boolean): ParsedStatement {
  const name = readIdentifier(parser);
  expect(parser, "ON");
  const on = readSecurable(parser);
  const comment = take(parser, "COMMENT") ? readStringLiteral(parser) : null;
  const effect = readEffect(parser);
  const principals = effect.principals ?? readPrincipals(parser);
  const grant = effect.policyType === null ? readGrantEffect(parser) : null;
  expect(parser, "FOR");
  const forType = readForType(parser);
  const conditions = readConditions(parser);
  return {
    kind: "create_policy",
    name,
    on,
    isReplace,
    comment,
    policyType: grant?.policyType ?? effect.policyType ?? syntaxError(parser),
    functionName: effect.functionName,
    privileges: grant?.privileges ?? effect.privileges,
    ...principals,
    forType,
    ...conditions,
  };
}

interface Effect {
  readonly policyType: Policy["policyType"] | null;
  readonly functionName: readonly string[] | null;
  readonly privileges: readonly string[];
  readonly principals: Principals | null;
}

type Principals = Pick<Policy, "to" | "except">;

const NO_EFFECT: Effect = { policyType: null, functionName: null, privileges: [], principals: null };

/** `ROW FILTER f` or `COLUMN MASK f`; GRANT and DENY stand before or behind TO. */
function readEffect(parser: Parser): Effect {
  if (take(parser, "ROW", "FILTER"))
    return { ...NO_EFFECT, policyType: "POLICY_TYPE_ROW_FILTER", functionName: readName(parser) };
  if (take(parser, "COLUMN", "MASK"))
    return { ...NO_EFFECT, policyType: "POLICY_TYPE_COLUMN_MASK", functionName: readName(parser) };
  if (isAt(parser, "TO")) return NO_EFFECT;
  const grant = readGrantEffect(parser);
  // `DENY p TO x FOR …`: the principals follow the privileges.
  return { ...NO_EFFECT, ...grant, principals: isAt(parser, "TO") ? readPrincipals(parser) : null };
}

function readGrantEffect(parser: Parser): Pick<Policy, "policyType" | "privileges"> {
  const policyType = take(parser, "GRANT")
    ? "POLICY_TYPE_GRANT"
    : take(parser, "DENY")
      ? "POLICY_TYPE_DENY"
      : syntaxError(parser);
  return { policyType, privileges: readPrivileges(parser) };
}

function readPrincipals(parser: Parser): Principals {
  expect(parser, "TO");
  const to = readList(parser, () => readPrincipal(parser));
  return { to, except: take(parser, "EXCEPT") ? readList(parser, () => readPrincipal(parser)) : [] };
}

/** `TABLES`, `MODELS`: the type in the singular. */
function readForType(parser: Parser): string {
  const word = parser.tokens.peek().word;
  if (word === "") return syntaxError(parser);
  parser.tokens.next();
  const words = [word];
  while (
    parser.tokens.peek().kind === "word" &&
    !["WHEN", "MATCH", "ON", "USING"].includes(parser.tokens.peek().word)
  )
    words.push(parser.tokens.next().word);
  return words.join("_").replace(/S$/, "");
}

function readConditions(parser: Parser): Pick<Policy, "when" | "match" | "onColumn" | "using"> {
  const when = take(parser, "WHEN") ? readConditionText(parser) : null;
  const match = take(parser, "MATCH", "COLUMNS") ? readMatches(parser) : [];
  const onColumn = take(parser, "ON", "COLUMN") ? readIdentifier(parser) : null;
  const using = take(parser, "USING", "COLUMNS") ? readParenthesized(parser, () => readUsing(parser)) : [];
  return { when, match, onColumn, using };
}

function readMatches(parser: Parser): Policy["match"] {
  const matches = readList(parser, () => {
    const condition = readConditionText(parser);
    const isNamed = take(parser, "AS") || !isConditionEnd(parser);
    return { condition, alias: isNamed ? readIdentifier(parser) : "" };
  });
  return matches.map(({ condition, alias }, index) => ({
    condition,
    alias: alias === "" ? `column_${index + 1}` : alias,
  }));
}

function isConditionEnd(parser: Parser): boolean {
  const { kind, text } = parser.tokens.peek();
  return (
    kind === "end" ||
    text === "," ||
    text === ";" ||
    isAt(parser, "ON", "COLUMN") ||
    isAt(parser, "USING", "COLUMNS")
  );
}

/** The text of a condition as written; its own grammar is that of the policies. */
function readConditionText(parser: Parser): string {
  const start = parser.tokens.peek().start;
  parser.expression();
  return parser.tokens.text.slice(start, parser.tokens.peek().start).trim();
}

function readUsing(parser: Parser): Policy["using"][number] {
  const token = parser.tokens.peek();
  if (token.kind === "word" && !["TRUE", "FALSE", "NULL", "DATE", "TIMESTAMP"].includes(token.word))
    return { alias: readIdentifier(parser) };
  if (token.kind === "quoted") return { alias: readIdentifier(parser) };
  return { constant: readConditionText(parser) };
}
