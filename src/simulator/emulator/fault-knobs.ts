/** What can go wrong on purpose. */
export const FAULT_KINDS = [
  "too_many_requests",
  "unavailable",
  "internal_error",
  "slow",
  "html_page",
  "numeric_error_code",
  "empty_body",
  "broken_json",
  "cut_body",
  "connection_reset",
  "empty_page",
  "expired_link",
  "grant_lag",
  "tag_lag",
  "metastore_admin_lag",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** One knob: `kind` happens to requests that match, by chance, for all or for the next few. */
export interface Fault {
  readonly kind: FaultKind;
  /** Path with `*` for anything within a segment and `**` for anything. */
  readonly route: string;
  /** Upper case; null for any. */
  readonly method: string | null;
  /** In [0, 1]. */
  readonly chance: number;
  /** How many requests it will still happen to; null: no end. */
  readonly nextCount: number | null;
  /** Of `slow` and the lags. */
  readonly delayMs: number;
  /** Of `too_many_requests` and `unavailable`; null: no header. */
  readonly retryAfterS: number | null;
  /** Whether the request has its effect before it fails (503, 500, reset, HTML page). */
  readonly isAfterEffect: boolean;
}

export interface FaultKnobs {
  /** Replaces all knobs. */
  set(faults: readonly Fault[]): void;
  /** Knobs as they stand, with how often each has happened. */
  list(): readonly (Fault & { readonly hitCount: number })[];
  /** The first knob of `kinds` that happens to this request; counts it. */
  take(
    kinds: readonly FaultKind[],
    request: { readonly method: string; readonly path: string },
  ): Fault | null;
}

interface Knob {
  readonly fault: Fault;
  readonly pattern: RegExp;
  hitCount: number;
}

/** @param uniform draws in [0, 1). */
export function openFaultKnobs(uniform: () => number): FaultKnobs {
  let knobs: Knob[] = [];

  return {
    set(faults) {
      knobs = faults.map((fault) => ({ fault, pattern: routePattern(fault.route), hitCount: 0 }));
    },
    list: () => knobs.map(({ fault, hitCount }) => ({ ...fault, hitCount })),
    take(kinds, request) {
      const knob = knobs.find((each) => kinds.includes(each.fault.kind) && happens(each, request, uniform));
      if (knob === undefined) return null;
      knob.hitCount += 1;
      return knob.fault;
    },
  };
}

function happens(
  { fault, pattern, hitCount }: Knob,
  { method, path }: { readonly method: string; readonly path: string },
  uniform: () => number,
): boolean {
  if (fault.method !== null && fault.method !== method) return false;
  if (fault.nextCount !== null && hitCount >= fault.nextCount) return false;
  return pattern.test(path) && (fault.chance >= 1 || uniform() < fault.chance);
}

function routePattern(route: string): RegExp {
  const parts = route.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^/]*" : part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
