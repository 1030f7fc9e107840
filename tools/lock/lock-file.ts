/** One installed package as package-lock.json records it. */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly os?: readonly string[];
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The part of package-lock.json (version 3) that is checked. Keys of `packages` are folders; "" is this package. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** The part of package.json that is checked. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Folder from which a package at `folder` would load `name`, nearest first; null when none is locked. */
export function resolveLocked(lock: LockFile, folder: string, name: string): string | null {
  for (let base = folder; ; base = base.slice(0, Math.max(0, base.lastIndexOf("node_modules/") - 1))) {
    const candidate = base === "" ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (lock.packages[candidate] !== undefined) return candidate;
    if (base === "") return null;
  }
}
