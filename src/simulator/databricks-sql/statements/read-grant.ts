import { expect, isAt, type Parser, readList, syntaxError, take, unsupported } from "../parser/parser.ts";
import type { ParsedStatement } from "../statement.ts";
import { readPrincipal, readSecurable } from "./read-securable.ts";

/** `GRANT privilege, … ON securable TO principal`, `REVOKE … FROM principal`. */
export function readGrant(parser: Parser): ParsedStatement {
  const kind = take(parser, "GRANT") ? "grant" : "revoke";
  if (kind === "revoke") expect(parser, "REVOKE");
  const privileges = readPrivileges(parser);
  if (privileges.length === 0) return syntaxError(parser);
  expect(parser, "ON");
  const on = readSecurable(parser);
  expect(parser, kind === "grant" ? "TO" : "FROM");
  const principal = readPrincipal(parser);
  if (isAt(parser, "WITH", "GRANT", "OPTION")) return unsupported(parser, "WITH GRANT OPTION");
  return { kind, privileges, on, principal };
}

/** Privileges up to ON, each of several words: `USE SCHEMA, ALL PRIVILEGES`. */
export function readPrivileges(parser: Parser): readonly string[] {
  return readList(parser, () => {
    const words: string[] = [];
    while (parser.tokens.peek().kind === "word" && !isPrivilegeEnd(parser))
      words.push(parser.tokens.next().word);
    if (words.length === 0) return syntaxError(parser);
    const privilege = words.join("_");
    return privilege === "ALL" ? "ALL_PRIVILEGES" : privilege;
  });
}

function isPrivilegeEnd(parser: Parser): boolean {
  return ["ON", "FOR", "TO"].includes(parser.tokens.peek().word);
}
