import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY_ROOT } from "../source-text/read-repository.ts";
import { checkLock, type InstallFiles } from "./check-lock.ts";
import { resolveLocked } from "./lock-file.ts";

const BUILDS = { "tool-darwin": "1.0.0", "tool-linux": "1.0.0", "tool-win32": "1.0.0" };

const GOOD: InstallFiles = {
  manifest: { dependencies: { tool: "1.2.3" }, devDependencies: { test: "1.0.0-rc.1" } },
  npmrc: "save-exact=true\nomit-lockfile-registry-resolved=true\n",
  lock: {
    packages: {
      "": { dependencies: { tool: "1.2.3" }, devDependencies: { test: "1.0.0-rc.1" } },
      "node_modules/tool": { version: "1.2.3", optionalDependencies: BUILDS },
      "node_modules/tool-darwin": { os: ["darwin"] },
      "node_modules/tool-linux": { os: ["linux"] },
      "node_modules/tool-win32": { os: ["win32"] },
      "node_modules/test": {
        dev: true,
        hasInstallScript: true,
        optionalDependencies: { "mac-only": "1.0.0" },
      },
      "node_modules/mac-only": { dev: true, os: ["darwin"] },
    },
  },
};

function withPackages(changes: InstallFiles["lock"]["packages"]): readonly string[] {
  return checkLock({ ...GOOD, lock: { packages: { ...GOOD.lock.packages, ...changes } } });
}

test("this repository installs the same everywhere", () => {
  const read = (name: string) => readFileSync(join(REPOSITORY_ROOT, name), "utf8");
  const files = {
    manifest: JSON.parse(read("package.json")),
    lock: JSON.parse(read("package-lock.json")),
    npmrc: read(".npmrc"),
  };
  expect(checkLock(files)).toEqual([]);
});

test("a complete lock with exact pins is fine", () => {
  expect(checkLock(GOOD)).toEqual([]);
});

test.each(["^1.2.3", "~1.2.3", "1.x", "latest", "*", ">=1.0.0"])("a version of %s is found", (range) => {
  const found = checkLock({ ...GOOD, manifest: { ...GOOD.manifest, dependencies: { tool: range } } });
  expect(found).toContain(`package.json asks for \`tool\` \`${range}\`; pin one exact version`);
});

test("a manifest that the lock does not follow is found", () => {
  const found = checkLock({ ...GOOD, manifest: { ...GOOD.manifest, dependencies: { tool: "1.2.4" } } });
  expect(found).toEqual([expect.stringContaining("differ in dependencies")]);
});

test("a build that the lock lacks is found, also when the lock does not mention its platform at all", () => {
  expect(
    withPackages({ "node_modules/tool": { optionalDependencies: { ...BUILDS, "tool-freebsd": "1.0.0" } } }),
  ).toEqual([expect.stringContaining("lacks `tool-freebsd`, which `tool` needs")]);
  const { "tool-win32": _, ...fewer } = BUILDS;
  expect(withPackages({ "node_modules/tool": { optionalDependencies: fewer } })).toEqual([
    expect.stringContaining("no build of `tool` for win32"),
  ]);
});

test("an install script of a runtime package is found", () => {
  expect(withPackages({ "node_modules/tool-linux": { os: ["linux"], hasInstallScript: true } })).toEqual([
    expect.stringContaining("`tool-linux` runs a script when it is installed"),
  ]);
});

test("an address of a registry is found in the lock and in .npmrc", () => {
  expect(
    withPackages({ "node_modules/tool-linux": { os: ["linux"], resolved: "https://example.com/a.tgz" } }),
  ).toEqual([expect.stringContaining("says where `tool-linux` was downloaded")]);
  expect(checkLock({ ...GOOD, npmrc: "registry=https://example.com" })).toEqual([
    expect.stringContaining("lacks omit-lockfile-registry-resolved=true"),
    expect.stringContaining("names a registry"),
  ]);
});

test("a package is found from the nearest folder outward, as Node does", () => {
  const lock = {
    packages: {
      "node_modules/a": {},
      "node_modules/b": {},
      "node_modules/@s/c/node_modules/a": {},
      "node_modules/@s/c": {},
    },
  };
  expect(resolveLocked(lock, "node_modules/@s/c", "a")).toBe("node_modules/@s/c/node_modules/a");
  expect(resolveLocked(lock, "node_modules/@s/c/node_modules/a", "b")).toBe("node_modules/b");
  expect(resolveLocked(lock, "node_modules/b", "a")).toBe("node_modules/a");
  expect(resolveLocked(lock, "", "d")).toBeNull();
});
