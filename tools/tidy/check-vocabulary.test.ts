import { expect, test } from "vitest";
import { checkVocabulary } from "./check-vocabulary.ts";
import { ORDINARY_WORDS_PATH, VOCABULARY_PATH } from "./read-vocabulary.ts";

const VOCABULARY = `# Vocabulary

| Term | Meaning | Origin | Not |
| --- | --- | --- | --- |
| securable | what privileges are granted on | Unity Catalog | \`resource\`, asset (as a word of trade) |
| access snapshot | who could do what at a moment | ours | — |
`;

function check(text: string, path = "src/domain/a.ts"): readonly string[] {
  const files = [
    { path: VOCABULARY_PATH, text: VOCABULARY },
    { path: ORDINARY_WORDS_PATH, text: "# words of any program\nid query\n" },
    { path, text },
  ];
  return checkVocabulary(files).map(({ line, rule, message }) => `${line} ${rule} ${message}`);
}

test("a type named after a banned word is found, with the term to use", () => {
  expect(check("\nexport interface ResourceId {}")).toEqual([
    "2 tidy-banned-word `ResourceId` says `Resource`".replace("`Resource`", "`resource`") +
      `; ${VOCABULARY_PATH} says securable`,
  ]);
});

test("a type named after a word that nobody explained is found", () => {
  expect(check("export type Gizmo = string; export class SecurableGadget {}")).toEqual([
    expect.stringContaining("1 tidy-unknown-word `Gizmo` says `gizmo`"),
    expect.stringContaining("1 tidy-unknown-word `SecurableGadget` says `gadget`"),
  ]);
});

test("terms, words of terms, plurals and ordinary words are fine; so is what is not exported or not in src/", () => {
  expect(
    check("export type SecurableId = 1; export interface AccessSnapshots {} export type Queries = 1;"),
  ).toEqual([]);
  expect(check("interface Gizmo {} export const gizmo = 1; export { type Gizmo };")).toEqual([]);
  expect(check("export type Gizmo = 1;", "tools/a.ts")).toEqual([]);
  expect(check("export type Gizmo = 1;", "src/domain/a.test.ts")).toEqual([]);
});

test("plain text in the column of words not to use bans nothing", () => {
  expect(check("export type Asset = 1;")).toEqual([expect.stringContaining("tidy-unknown-word")]);
});

test("a missing list is an error, not an empty one", () => {
  expect(() => checkVocabulary([])).toThrow(`${VOCABULARY_PATH} is missing`);
  expect(() => checkVocabulary([{ path: VOCABULARY_PATH, text: "# Vocabulary" }])).toThrow(
    "no table of terms",
  );
});
