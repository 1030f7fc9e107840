import { describe, expect, it } from "vitest";
import { exponentialTail, fitTail, tailSurvival } from "./tail-fit.ts";

/** Exact probability-weighted moments of a generalized Pareto distribution (Hosking & Wallis 1987, section 3). */
function momentsOf(shape: number, scale: number, seenCount: number) {
  return { seenCount, mean: scale / (1 - shape), upperMean: scale / (2 * (2 - shape)) };
}

describe("the tail of the calibration", () => {
  it.each([-0.2, 0, 0.3])("finds shape %d from many scores", (shape) => {
    const tail = fitTail(momentsOf(shape, 0.8, 1e9));
    expect(tail.model.shape).toBeCloseTo(shape, 6);
    expect(tail.model.scale).toBeCloseTo(0.8, 6);
  });

  it("halves the shape when 200 scores speak for it, and keeps the mean", () => {
    const { model } = fitTail(momentsOf(0.3, 0.8, 200));
    expect(model.shape).toBeCloseTo(0.15, 6);
    expect(model.scale / (1 - model.shape)).toBeCloseTo(0.8 / 0.7, 6);
  });

  it("has no end, however far a score lies out", () => {
    const tail = fitTail(momentsOf(-0.25, 1, 2500));
    expect(tailSurvival(tail, 50)).toBeGreaterThan(0);
    expect(tailSurvival(tail, 60)).toBeLessThan(tailSurvival(tail, 50));
  });

  it("goes straight on from where nothing was seen, without a step", () => {
    const tail = fitTail(momentsOf(-0.25, 1, 2500));
    expect(tailSurvival(tail, tail.straightFrom)).toBeCloseTo(1 / 2500, 9);
    const after = tailSurvival(tail, tail.straightFrom + 1e-9);
    expect(after / tailSurvival(tail, tail.straightFrom)).toBeCloseTo(1, 6);
  });

  it("falls by e every scale nats when exponential", () => {
    expect(tailSurvival(exponentialTail(2), 4)).toBeCloseTo(Math.exp(-2), 12);
  });
});
