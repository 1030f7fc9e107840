import { expect, test } from "vitest";
import { checkMachinePaths } from "./check-machine-paths.ts";

function check(text: string, machinePaths: readonly string[] = []): readonly number[] {
  return checkMachinePaths([{ path: "docs/a.md", text }], machinePaths).map(({ line }) => line);
}

// Put together here, so that this file names no folder of a machine itself.
const home = (root: string, name: string) => `/${root}/${name}`;

test.each([
  [home("home", "ada")],
  [home("Users", "ada")],
  [home("root", "project")],
  [["C:", "Users", "ada"].join("\\")],
])("%s is found on its line", (path) => {
  expect(check(`first\ncat ${path}/a.txt\n`)).toEqual([2]);
});

test("the checkout's own path is found, unless it is too short to tell anything", () => {
  expect(check("see /srv/build/a.txt", ["/srv/build"])).toEqual([1]);
  expect(check("see /app/a.txt", ["/app", "/"])).toEqual([]);
});

test("paths of a Databricks workspace, of addresses and of temporary folders are fine", () => {
  expect(check("/Users/ada@example.com/notebook and /Workspace/Users")).toEqual([]);
  const temporary = `/${["tmp", "a"].join("/")}`;
  expect(check(`https://example.com${home("home", "page")} dbfs:${home("root", "a")} ${temporary}`)).toEqual(
    [],
  );
});
