/** A layer of one file per member, whose members are collected in a registry. */
export interface Family {
  /** Folder below `src/`. */
  readonly folder: string;
  /** Exported list. */
  readonly list: string;
  /** Type of a member, and the file that defines it. */
  readonly type: string;
  readonly definedIn: string;
}

export const FAMILIES = {
  sources: { folder: "sources", list: "SOURCES", type: "SourceDefinition", definedIn: "define-source.ts" },
  signals: { folder: "signals", list: "SIGNALS", type: "SignalDefinition", definedIn: "define-signal.ts" },
  detectors: {
    folder: "detectors",
    list: "DETECTORS",
    type: "DetectorDefinition",
    definedIn: "define-detector.ts",
  },
  attribution: {
    folder: "attribution",
    list: "REASONS",
    type: "ReasonDefinition",
    definedIn: "define-reason.ts",
  },
} as const satisfies Readonly<Record<string, Family>>;

/** Whether the file of that name in a family's folder holds a member: not a definition of terms, a test or a registry. */
export function isMember(fileName: string): boolean {
  return /^(?!define-)[\w-]+\.ts$/.test(fileName);
}
