import { describe, expect, test } from "vitest";
import { type SampleAccount, sampleAccount } from "../../../test/conformance/sample-account.ts";
import type { AbacPolicy, FunctionUse } from "./account.ts";
import { filterAndMasksFor } from "./effective-policies.ts";

const PEOPLE = "main.hr.people";

function governed(): SampleAccount {
  const sample = sampleAccount();
  for (const key of ["pii", "hr"])
    sample.account.tagPolicies.set(key, { key, id: key, description: null, values: [] });
  return sample;
}

/** Sets what is given of a column of `people`. */
function setColumn(
  { account, securable }: SampleAccount,
  column: string,
  change: { readonly tags?: Readonly<Record<string, string>>; readonly mask?: FunctionUse },
): void {
  const { detail } = securable("table", PEOPLE);
  if (detail.kind !== "table") return;
  detail.columns = detail.columns.map((each) =>
    each.name === column
      ? { ...each, tags: new Map(Object.entries(change.tags ?? {})), mask: change.mask ?? each.mask }
      : each,
  );
  account.revision += 1;
}

const MASK = {
  name: "m",
  policyType: "POLICY_TYPE_COLUMN_MASK",
  matchColumns: [{ alias: "x", condition: "has_tag('pii')" }],
  functionName: "main.hr.mask",
  onColumn: "x",
} satisfies Partial<AbacPolicy>;

const FILTER = {
  name: "f",
  policyType: "POLICY_TYPE_ROW_FILTER",
  matchColumns: [{ alias: "r", condition: "has_tag('hr')" }],
  functionName: "main.hr.keep",
  using: [{ alias: "r" }, { constant: "'EMEA'" }],
} satisfies Partial<AbacPolicy>;

test("a table without filters, masks and policies is read as it is", () => {
  const { account, id } = governed();
  expect(filterAndMasksFor(account, id.ana, PEOPLE)).toEqual({
    kind: "ok",
    rowFilter: null,
    masks: new Map(),
  });
});

test("what is set on the table holds for everybody, the masked column first, however the mask was written", () => {
  for (const columns of [["region"], ["salary", "region"]]) {
    const sample = governed();
    const { detail } = sample.securable("table", PEOPLE);
    if (detail.kind === "table") detail.rowFilter = { functionName: "main.hr.keep", columns: ["region"] };
    setColumn(sample, "salary", { mask: { functionName: "main.hr.mask", columns } });
    for (const reader of [sample.id.ana, sample.id.root])
      expect(filterAndMasksFor(sample.account, reader, PEOPLE)).toEqual({
        kind: "ok",
        rowFilter: { functionName: "main.hr.keep", args: [{ kind: "column", name: "region" }] },
        masks: new Map([
          [
            "salary",
            {
              functionName: "main.hr.mask",
              args: [
                { kind: "column", name: "salary" },
                { kind: "column", name: "region" },
              ],
            },
          ],
        ]),
      });
  }
});

describe("a policy on the catalog", () => {
  test("masks every column that it matches, for whom it names and does not except", () => {
    const sample = governed();
    setColumn(sample, "email", { tags: { pii: "email" } });
    setColumn(sample, "salary", { tags: { pii: "money" } });
    sample.attach("catalog", "main", {
      ...MASK,
      toPrincipals: ["staff", "ben@example.com"],
      exceptPrincipals: ["ben@example.com"],
      using: [{ constant: "4" }],
    });
    const read = filterAndMasksFor(sample.account, sample.id.ana, PEOPLE);
    expect(read.kind === "ok" ? [...read.masks.keys()] : read).toEqual(["email", "salary"]);
    expect(read.kind === "ok" ? read.masks.get("email") : null).toEqual({
      functionName: "main.hr.mask",
      args: [
        { kind: "column", name: "email" },
        { kind: "constant", text: "4" },
      ],
    });
    for (const exempt of [sample.id.ben, sample.id.loader])
      expect(filterAndMasksFor(sample.account, exempt, PEOPLE)).toMatchObject({
        kind: "ok",
        masks: new Map(),
      });
  });

  test("filters rows with columns and constants as arguments", () => {
    const sample = governed();
    setColumn(sample, "region", { tags: { hr: "" } });
    sample.attach("schema", "main.hr", FILTER);
    expect(filterAndMasksFor(sample.account, sample.id.ana, PEOPLE)).toMatchObject({
      rowFilter: {
        functionName: "main.hr.keep",
        args: [
          { kind: "column", name: "region" },
          { kind: "constant", text: "'EMEA'" },
        ],
      },
    });
  });

  test("applies where WHEN holds for the tags of the table and what it lies in", () => {
    const sample = governed();
    setColumn(sample, "email", { tags: { pii: "email" } });
    sample.attach("catalog", "main", { ...MASK, whenCondition: "has_tag('hr')" });
    const maskCount = (): number => {
      const read = filterAndMasksFor(sample.account, sample.id.ana, PEOPLE);
      return read.kind === "ok" ? read.masks.size : -1;
    };
    expect(maskCount()).toBe(0);
    sample.securable("schema", "main.hr").tags.set("hr", "");
    sample.account.revision += 1;
    expect(maskCount()).toBe(1);
  });

  test("matches columns by their own tags, never by those of the table, and by all its conditions", () => {
    const sample = governed();
    sample.securable("table", PEOPLE).tags.set("pii", "").set("hr", "");
    sample.attach("catalog", "main", {
      ...MASK,
      matchColumns: [...MASK.matchColumns, { alias: "y", condition: "has_tag('hr')" }],
    });
    const masks = (): unknown => filterAndMasksFor(sample.account, sample.id.ana, PEOPLE);
    expect(masks()).toMatchObject({ kind: "ok", masks: new Map() });
    setColumn(sample, "email", { tags: { pii: "" } });
    expect(masks()).toMatchObject({ kind: "ok", masks: new Map() });
    setColumn(sample, "region", { tags: { hr: "" } });
    expect(filterAndMasksFor(sample.account, sample.id.ana, PEOPLE)).toMatchObject({ kind: "ok" });
    const read = filterAndMasksFor(sample.account, sample.id.ana, PEOPLE);
    expect(read.kind === "ok" ? [...read.masks.keys()] : []).toEqual(["email"]);
  });

  test("says nothing of views", () => {
    const sample = governed();
    sample.attach("catalog", "main", { ...FILTER, matchColumns: [], using: [] });
    expect(filterAndMasksFor(sample.account, sample.id.ana, "main.hr.faces")).toMatchObject({
      rowFilter: null,
    });
    expect(filterAndMasksFor(sample.account, sample.id.ana, PEOPLE)).not.toMatchObject({ rowFilter: null });
  });
});

describe("reading is refused", () => {
  const plain = { ...FILTER, matchColumns: [], using: [] };

  test.each([
    [
      "two different filters apply",
      "UC_ABAC_MULTIPLE_ROW_FILTERS",
      [plain, { ...plain, name: "g", functionName: "main.hr.mask" }],
    ],
    [
      "a policy names a tag that is not governed",
      "UC_ABAC_UNKNOWN_TAG_POLICY",
      [{ ...plain, whenCondition: "has_tag('gone')" }],
    ],
    [
      "so does a condition on columns",
      "UC_ABAC_UNKNOWN_TAG_POLICY",
      [{ ...MASK, matchColumns: [{ alias: "x", condition: "has_tag('gone')" }] }],
    ],
    ["a function is gone", "UC_DEPENDENCY_DOES_NOT_EXIST", [{ ...plain, functionName: "main.hr.gone" }]],
    [
      "two different masks apply to a column",
      "MULTIPLE_MASKS",
      [MASK, { ...MASK, name: "n", using: [{ constant: "1" }] }],
    ],
    [
      "an argument matches two columns",
      "UC_ABAC_AMBIGUOUS_COLUMN_MATCH",
      [{ ...FILTER, matchColumns: [{ alias: "r", condition: "has_tag('pii')" }] }],
    ],
    ["a condition cannot be read", "cannot be read", [{ ...plain, whenCondition: "has_tags()" }]],
  ] as const)("when %s (%s)", (_why, message, policies) => {
    const sample = governed();
    setColumn(sample, "email", { tags: { pii: "" } });
    setColumn(sample, "salary", { tags: { pii: "" } });
    for (const policy of policies) sample.attach("catalog", "main", policy);
    const read = filterAndMasksFor(sample.account, sample.id.ana, PEOPLE);
    expect(read.kind === "refused" ? read.refusal.message : read).toContain(message);
  });

  test("when a policy differs from what is set on the table, but not when both say the same", () => {
    const sample = governed();
    const { detail } = sample.securable("table", PEOPLE);
    if (detail.kind === "table") detail.rowFilter = { functionName: "main.hr.keep", columns: [] };
    sample.attach("catalog", "main", plain);
    sample.attach("schema", "main.hr", { ...plain, name: "same" });
    expect(filterAndMasksFor(sample.account, sample.id.ana, PEOPLE).kind).toBe("ok");
    sample.attach("catalog", "main", { ...plain, using: [{ constant: "1" }] });
    expect(filterAndMasksFor(sample.account, sample.id.ana, PEOPLE).kind).toBe("refused");
  });

  test("of a table that is not there", () => {
    const { account, id } = governed();
    expect(filterAndMasksFor(account, id.ana, "main.hr.gone")).toMatchObject({
      kind: "refused",
      refusal: { status: 404, sqlState: "42P01" },
    });
  });
});
