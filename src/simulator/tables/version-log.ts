import { DAY_MS, HOUR_MS } from "../../domain/units.ts";
import type { Account } from "../account/account.ts";
import type { ActOf } from "../acts/act.ts";
import type { TablePlan } from "../world/world.ts";
import { columnChanges, isDoubleLoad, type PendingVersion } from "./pending-versions.ts";
import { openTableHistory, type Segment, type TableHistory } from "./table-history.ts";
import { versionRowCount } from "./version-size.ts";

/** Versions of a table as they are committed, and which rows live in them. */
export interface VersionLog {
  readonly history: TableHistory;
  /** A planned write; its rows are drawn when it is taken. */
  write(plan: TablePlan, act: ActOf<"write_version">): void;
  /** Versions since the last call, for writing. */
  takePending(): readonly PendingVersion[];
  /** Rows that pending loads bring. */
  pendingRowCount(): number;
  /**
   * Runs a change of rows by a statement under the next version. Writes meanwhile are committed after it. `run` gives
   * the segments that live afterwards.
   */
  during(run: (version: number) => Promise<readonly Segment[]>): Promise<void>;
}

/**
 * Loads that the same writer adds to a table within this time of a profiled one are told by their rows alone: profiles
 * are taken on commit, with a least time between two of a writer, as a trigger on table updates has; about twice a day.
 */
const PROFILE_INTERVAL_MS = 11 * HOUR_MS;

export function openVersionLog(parts: {
  readonly account: Account;
  readonly seed: number;
  /** Whether profiles are taken at all. */
  readonly isProfiled: boolean;
}): VersionLog {
  const { account, seed, isProfiled } = parts;
  const history = openTableHistory();
  const takesProfile = profileTrigger();
  const held: (() => void)[] = [];
  let pending: PendingVersion[] = [];
  let nextVersion = 1;
  let nextRowId = 1;
  let firstAt: number | null = null;
  let isHolding = false;

  const commit = (plan: TablePlan, act: ActOf<"write_version">): void => {
    firstAt ??= act.at;
    const version = nextVersion++;
    const load =
      act.mode === "delete" ? null : loadOf({ plan, act, account, seed, version, firstAt, nextRowId });
    if (load === null) history.remove(version, act.rowCount);
    else if (load.isAdded) history.append(version, load.rowCount, plan.keptVersionCount);
    else history.overwrite(version, load.rowCount);
    if (load !== null) nextRowId = Math.max(nextRowId, load.firstRowId + load.differentRowCount);
    pending.push({
      version,
      commitMs: act.at,
      writer: act.actor,
      rowCount: history.rowCount(),
      isProfiled: isProfiled && takesProfile(act),
      load,
    });
  };
  return {
    history,
    write(plan, act) {
      if (isHolding) held.push(() => commit(plan, act));
      else commit(plan, act);
    },
    takePending() {
      const taken = pending;
      pending = [];
      return taken;
    },
    pendingRowCount: () => pending.reduce((sum, { load }) => sum + (load?.differentRowCount ?? 0), 0),
    async during(run) {
      isHolding = true;
      try {
        history.replace(await run(nextVersion++));
      } finally {
        isHolding = false;
        for (const write of held.splice(0)) write();
      }
    },
  };
}

function profileTrigger(): (act: ActOf<"write_version">) => boolean {
  let last: { readonly at: number; readonly writer: string } | null = null;
  return (act) => {
    const isRecent = last !== null && last.writer === act.actor && act.at - last.at < PROFILE_INTERVAL_MS;
    if (isRecent && act.mode === "append") return false;
    last = { at: act.at, writer: act.actor };
    return true;
  };
}

/** What a load brings. */
function loadOf(write: {
  readonly plan: TablePlan;
  readonly act: ActOf<"write_version">;
  readonly account: Account;
  readonly seed: number;
  readonly version: number;
  readonly firstAt: number;
  readonly nextRowId: number;
}) {
  const { plan, act, seed, version, firstAt } = write;
  const { disturbances } = write.account;
  const { at, rowCount } = act;
  const differentRowCount = versionRowCount(plan, { at, firstAt, rowCount, version, seed, disturbances });
  const isAdded = act.mode === "append" && plan.mode === "append";
  return {
    isAdded,
    differentRowCount,
    rowCount: isDoubleLoad(plan, at, disturbances) ? 2 * differentRowCount : differentRowCount,
    firstRowId: isAdded ? write.nextRowId : 1,
    fromMs: at - (at % DAY_MS),
    changes: columnChanges(plan, at, disturbances),
  };
}
