import { type BetaBinomial, logBetaBinomialLower } from "../../stats/beta-binomial.ts";

/** Tail mass outside the reported band on each side: a central 99 % band. */
const BAND_TAIL = 0.005;

/** Central 99 % band of the share, by halving over whole counts. */
export function bandOfShare(model: BetaBinomial): { readonly lower: number; readonly upper: number } {
  return { lower: quantile(model, BAND_TAIL), upper: quantile(model, 1 - BAND_TAIL) };
}

function quantile(model: BetaBinomial, p: number): number {
  let below = -1;
  let above = model.trialCount;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (logBetaBinomialLower(middle, model) < Math.log(p)) below = middle;
    else above = middle;
  }
  return above / model.trialCount;
}
