import type { Account } from "../account/account.ts";

/** Product of the disturbances `usage` of a job or warehouse that hold at a moment. */
export function usageRatio(account: Account, targetId: string, at: number): number {
  let ratio = 1;
  for (const each of account.disturbances)
    if (each.kind === "usage" && each.targetId === targetId && at >= each.from && at < each.until)
      ratio *= each.ratio;
  return ratio;
}
