import type { Refusal, SimulatedSecurable } from "../account/account.ts";
import type { SecurableRef } from "./act.ts";
import type { ActContext } from "./define-act.ts";
import type { OpenRun } from "./open-run.ts";

/** Parameters of a request, frozen and used again, so that the log finds them without comparing. */
export type RequestParams = Readonly<Record<string, string>>;

/** A refusal of a statement, and what it was about. */
export interface ObjectRefusal {
  readonly refusal: Refusal;
  readonly object: SecurableRef;
  readonly operation: "READ" | "READ_WRITE";
}

/** What acts of one context remember of each other. */
export interface ActMemory {
  /** Revision of the account that `tables`, `usableWarehouses` and `verboseWorkspaces` were derived under. */
  revision: number;
  /** What statements need to know of a table or view, by its name. */
  readonly tables: Map<string, KnownTable>;
  /** Whether a principal may use a warehouse, by both their ids. */
  readonly usableWarehouses: Map<string, boolean>;
  /** Whether a workspace tells the text of statements, by its id. */
  readonly verboseWorkspaces: Map<string, boolean>;
  readonly params: Map<string, RequestParams>;
  /** Those of calls to the metastore, by the object that the call itself came with, and by workspace. */
  readonly metastoreCalls: WeakMap<RequestParams, Map<string | null, RequestParams>>;
  /** Until when compute holds a credential, by operation, name of the table or volume, and compute. */
  readonly credentialUntil: Readonly<Record<"READ" | "READ_WRITE", Map<string, Map<string, number>>>>;
  /** When somebody's statement last wrote a table, by actor and table. */
  readonly writtenAt: Map<string, number>;
  /** Runs that have not ended. */
  readonly openRuns: Map<string, OpenRun>;
  /** When the next row of an open run is due. */
  nextDueAt: number;
}

/** What statements need to know of a table or view. */
export interface KnownTable {
  /** Null when there is none of that name. */
  readonly securable: SimulatedSecurable | null;
  readonly isView: boolean;
  readonly isInformationSchema: boolean;
  /** Everything that a view leads to, each thing once; empty for what is no view. */
  readonly reached: readonly ReachedObject[];
}

/** What a statement reaches through a view. */
export interface ReachedObject {
  readonly type: "table" | "function";
  readonly name: string;
  /** Null when it is gone. */
  readonly securable: SimulatedSecurable | null;
  readonly isView: boolean;
  /** Numeric id of the owner of the view that names it: with whose rights it is read. */
  readonly definer: string;
}

const MEMORIES = new WeakMap<ActContext, ActMemory>();
/** Parameters and credentials kept; past this the map starts anew, which costs rows nothing but time. */
const KEPT_PARAMS_COUNT = 200_000;

export function memoryOf(context: ActContext): ActMemory {
  const known = MEMORIES.get(context);
  if (known !== undefined) {
    if (known.revision !== context.account.revision) forgetDerived(known, context.account.revision);
    return known;
  }
  const memory: ActMemory = {
    revision: context.account.revision,
    tables: new Map(),
    usableWarehouses: new Map(),
    verboseWorkspaces: new Map(),
    params: new Map(),
    metastoreCalls: new WeakMap(),
    credentialUntil: { READ: new Map(), READ_WRITE: new Map() },
    writtenAt: new Map(),
    openRuns: new Map(),
    nextDueAt: Number.POSITIVE_INFINITY,
  };
  MEMORIES.set(context, memory);
  return memory;
}

function forgetDerived(memory: ActMemory, revision: number): void {
  memory.revision = revision;
  memory.tables.clear();
  memory.usableWarehouses.clear();
  memory.verboseWorkspaces.clear();
}

/** The parameters under `key`, made by `make` the first time. */
export function keptParams(
  memory: ActMemory,
  key: string,
  make: () => Record<string, string>,
): RequestParams {
  const known = memory.params.get(key);
  if (known !== undefined) return known;
  if (memory.params.size >= KEPT_PARAMS_COUNT) memory.params.clear();
  const made = Object.freeze(make());
  memory.params.set(key, made);
  return made;
}
