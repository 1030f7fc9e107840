import type { EpochMs } from "../../domain/units.ts";
import type { RandomGenerator } from "../../stats/random.ts";
import type { Account, TableColumn } from "../account/account.ts";
import type { Preset, WorkspaceIds } from "./world.ts";

/** A world while it is built: the parts add to it in turn, each drawing from its own fork of `random`. */
export interface WorldDraft {
  readonly preset: Preset;
  readonly startAt: EpochMs;
  readonly dayCount: number;
  /** Root of all draws; nobody draws from it but by `fork`. */
  readonly random: RandomGenerator;
  readonly account: Account;
  readonly workspaceIds: WorkspaceIds;
}

/** Sizes that grow with the preset. */
export interface WorldSizes {
  readonly serviceCount: number;
  /** Tables a schema of the catalog `prod` has beside the watched ones. */
  readonly tablesPerSchema: number;
  /** Jobs beside those that load watched tables. */
  readonly extraJobCount: number;
  readonly dashboardCount: number;
  readonly projectCount: number;
  /** Whether regional groups are split into groups of a dozen people. */
  readonly hasPods: boolean;
}

const SIZES: Readonly<Record<Preset["id"], WorldSizes>> = {
  small: {
    serviceCount: 9,
    tablesPerSchema: 4,
    extraJobCount: 4,
    dashboardCount: 4,
    projectCount: 2,
    hasPods: false,
  },
  demo: {
    serviceCount: 18,
    tablesPerSchema: 10,
    extraJobCount: 18,
    dashboardCount: 14,
    projectCount: 5,
    hasPods: false,
  },
  bench: {
    serviceCount: 40,
    tablesPerSchema: 24,
    extraJobCount: 60,
    dashboardCount: 40,
    projectCount: 10,
    hasPods: true,
  },
  large: {
    serviceCount: 130,
    tablesPerSchema: 60,
    extraJobCount: 260,
    dashboardCount: 120,
    projectCount: 30,
    hasPods: true,
  },
};

export function worldSizes(preset: Preset): WorldSizes {
  return SIZES[preset.id];
}

/** A column without comment, tags or mask. */
export function plainColumn(name: string, type: string, isNullable = true): TableColumn {
  return { name, type, isNullable, comment: null, tags: new Map(), mask: null };
}
