import { expect, isAt, type Parser, take } from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import type { SecurableName } from "../statement.ts";

/** Words before a securable's name and the type they mean. */
const KINDS: readonly (readonly [readonly string[], string])[] = [
  [["CATALOG"], "CATALOG"],
  [["SCHEMA"], "SCHEMA"],
  [["DATABASE"], "SCHEMA"],
  [["MATERIALIZED", "VIEW"], "MATERIALIZED_VIEW"],
  [["STREAMING", "TABLE"], "TABLE"],
  [["TABLE"], "TABLE"],
  [["VIEW"], "VIEW"],
  [["VOLUME"], "VOLUME"],
  [["FUNCTION"], "FUNCTION"],
  [["PROCEDURE"], "PROCEDURE"],
  [["MODEL"], "MODEL"],
  [["EXTERNAL", "LOCATION"], "EXTERNAL_LOCATION"],
  [["EXTERNAL", "METADATA"], "EXTERNAL_METADATA"],
  [["STORAGE", "CREDENTIAL"], "STORAGE_CREDENTIAL"],
  [["SERVICE", "CREDENTIAL"], "SERVICE_CREDENTIAL"],
  [["CREDENTIAL"], "CREDENTIAL"],
  [["CONNECTION"], "CONNECTION"],
  [["SHARE"], "SHARE"],
  [["RECIPIENT"], "RECIPIENT"],
  [["PROVIDER"], "PROVIDER"],
  [["CLEAN", "ROOM"], "CLEAN_ROOM"],
];

/** `CATALOG c`, `SCHEMA c.s`, `[TABLE] c.s.t`, `METASTORE` … */
export function readSecurable(parser: Parser): SecurableName {
  if (isAt(parser, "METASTORE") && parser.tokens.peek(1).text !== ".") {
    take(parser, "METASTORE");
    return { type: "METASTORE", parts: [] };
  }
  return { type: readSecurableKind(parser) ?? "TABLE", parts: readName(parser) };
}

/** A kind of securable when one is written; a table may be called `view`, so a name must follow. */
function readSecurableKind(parser: Parser): string | null {
  const found = KINDS.find(([words]) => {
    const { kind } = parser.tokens.peek(words.length);
    return isAt(parser, ...words) && (kind === "word" || kind === "quoted");
  });
  if (found === undefined) return null;
  expect(parser, ...found[0]);
  return found[1];
}

/** A principal: a name in backticks or bare, or a text. */
export function readPrincipal(parser: Parser): string {
  const token = parser.tokens.peek();
  if (token.kind === "string") {
    parser.tokens.next();
    return token.text;
  }
  // `TO RECIPIENT r`
  if (isAt(parser, "RECIPIENT") && ["word", "quoted"].includes(parser.tokens.peek(1).kind))
    parser.tokens.next();
  return readIdentifier(parser);
}
