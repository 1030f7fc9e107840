import { type LockedPackage, type LockFile, type Manifest, resolveLocked } from "./lock-file.ts";

/** Platforms on which Gatehouse must install. */
const PLATFORMS = ["darwin", "linux", "win32"];
const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** What is checked: the three files at the root that decide what `npm ci` installs. */
export interface InstallFiles {
  readonly manifest: Manifest;
  readonly lock: LockFile;
  readonly npmrc: string;
}

/**
 * What would make `npm ci` install something else, or nothing, elsewhere. One line each.
 *
 * A lock made while the builds of some platform were not published yet lacks them without a word; `npm ci` then fails,
 * or the package does not start, on that platform alone.
 */
export function checkLock(files: InstallFiles): readonly string[] {
  return [
    ...checkPins(files.manifest),
    ...checkAgreement(files),
    ...checkCompleteness(files.lock),
    ...checkPlatforms(files.lock),
    ...checkInstallScripts(files.lock),
    ...checkAddresses(files),
  ];
}

function checkPins({ dependencies = {}, devDependencies = {} }: Manifest): readonly string[] {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, range]) => !EXACT_VERSION.test(range))
    .map(([name, range]) => `package.json asks for \`${name}\` \`${range}\`; pin one exact version`);
}

function checkAgreement({ manifest, lock }: InstallFiles): readonly string[] {
  const root = lock.packages[""] ?? {};
  const kinds = ["dependencies", "devDependencies"] as const;
  return kinds
    .filter((kind) => !isSame(manifest[kind] ?? {}, root[kind] ?? {}))
    .map((kind) => `package.json and package-lock.json differ in ${kind}; run npm install`);
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

/** Every dependency and optional dependency of every package has an entry, which is what `npm ci` insists on. */
function checkCompleteness(lock: LockFile): readonly string[] {
  return Object.entries(lock.packages).flatMap(([folder, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => resolveLocked(lock, folder, name) === null)
      .map(
        (name) =>
          `package-lock.json lacks \`${name}\`, which \`${nameOf(folder)}\` needs; choose a version that is published in full`,
      ),
  );
}

/** A package that comes in builds by platform has one for each platform of {@link PLATFORMS}. */
function checkPlatforms(lock: LockFile): readonly string[] {
  return Object.entries(lock.packages).flatMap(([folder, entry]) => {
    const builds = buildsOf(lock, folder, entry);
    if (builds.length < 2) return [];
    const covered = new Set(builds.flatMap(({ os = [] }) => os));
    return PLATFORMS.filter((platform) => !covered.has(platform)).map(
      (platform) =>
        `package-lock.json has no build of \`${nameOf(folder)}\` for ${platform}; choose a version that has one`,
    );
  });
}

function buildsOf(lock: LockFile, folder: string, entry: LockedPackage): readonly LockedPackage[] {
  return Object.keys(entry.optionalDependencies ?? {}).flatMap((name) => {
    const build = lock.packages[resolveLocked(lock, folder, name) ?? ""];
    return build?.os === undefined ? [] : [build];
  });
}

function checkInstallScripts(lock: LockFile): readonly string[] {
  return Object.entries(lock.packages)
    .filter(([, { hasInstallScript, dev }]) => hasInstallScript === true && dev !== true)
    .map(
      ([folder]) => `\`${nameOf(folder)}\` runs a script when it is installed; use a package that does not`,
    );
}

/** The lock names no host, so that whoever installs takes packages from their own registry; hashes still hold. */
function checkAddresses({ lock, npmrc }: InstallFiles): readonly string[] {
  const found = Object.entries(lock.packages)
    .filter(([, { resolved }]) => resolved !== undefined)
    .map(
      ([folder]) =>
        `package-lock.json says where \`${nameOf(folder)}\` was downloaded; run npm install with the .npmrc of this repository`,
    );
  if (!/^omit-lockfile-registry-resolved\s*=\s*true$/m.test(npmrc))
    found.push(
      ".npmrc lacks omit-lockfile-registry-resolved=true, so the next npm install writes hosts into the lock",
    );
  if (/^(?:@[^:]+:)?registry\s*=/m.test(npmrc) || npmrc.includes("//"))
    found.push(".npmrc names a registry; that belongs into the settings of a user");
  return found;
}

function nameOf(folder: string): string {
  return folder === ""
    ? "gatehouse"
    : folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
}
