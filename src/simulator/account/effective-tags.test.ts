import { expect, test } from "vitest";
import { sampleAccount } from "../../../test/conformance/sample-account.ts";
import { effectiveTags, effectiveTagValues } from "./effective-tags.ts";

test("tags flow down to tables, the lower level overrides, and the level they come from is known", () => {
  const { account, securable } = sampleAccount();
  const people = securable("table", "main.hr.people");
  securable("catalog", "main").tags.set("tier", "bronze").set("region", "eu");
  securable("schema", "main.hr").tags.set("tier", "silver");
  people.tags.set("tier", "gold");
  account.revision += 1;
  expect(effectiveTagValues(account, people)).toEqual(
    new Map([
      ["tier", "gold"],
      ["region", "eu"],
    ]),
  );
  expect(effectiveTags(account, people).get("region")?.from.name).toBe("main");
  expect(effectiveTagValues(account, securable("schema", "main.hr")).get("tier")).toBe("silver");
});
