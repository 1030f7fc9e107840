import { describe, expect, test } from "vitest";
import { type SeededDraws, seededDraws } from "./seeded-draws.ts";

const DRAW_COUNT = 20_000;

function momentsOf(draw: (draws: SeededDraws) => number): {
  readonly mean: number;
  readonly variance: number;
} {
  const draws = seededDraws(5);
  draws.restart(1, 2, 3);
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < DRAW_COUNT; at++) {
    const value = draw(draws);
    sum += value;
    squares += value * value;
  }
  const mean = sum / DRAW_COUNT;
  return { mean, variance: squares / DRAW_COUNT - mean * mean };
}

describe("draws have the mean and variance of their distribution", () => {
  const cases: readonly (readonly [string, (draws: SeededDraws) => number, number, number])[] = [
    ["uniform", (draws) => draws.uniform(), 1 / 2, 1 / 12],
    ["whole numbers below 10", (draws) => draws.below(10), 4.5, 8.25],
    ["normal", (draws) => draws.normal(), 0, 1],
    ["Poisson of mean 0.7", (draws) => draws.poisson(0.7), 0.7, 0.7],
    ["Poisson of mean 300", (draws) => draws.poisson(300), 300, 300],
    ["log-normal of mean 1", (draws) => draws.factor(0.5), 1, Math.exp(0.25) - 1],
  ];
  test.each(cases)("%s", (...[, draw, mean, variance]) => {
    const moments = momentsOf(draw);
    expect(Math.abs(moments.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAW_COUNT));
    expect(moments.variance / variance).toBeGreaterThan(0.9);
    expect(moments.variance / variance).toBeLessThan(1.1);
  });
});

describe("starts", () => {
  const firstOf = (seed: number, start: readonly [number, number, number]): number => {
    const draws = seededDraws(seed);
    draws.restart(...start);
    return draws.uint32();
  };

  test("a start decides its draws, whatever was drawn before", () => {
    const draws = seededDraws(9);
    draws.restart(4, 5, 6);
    const first = [draws.uint32(), draws.uint32(), draws.uuid()];
    draws.restart(1, 1, 1);
    draws.uniform();
    draws.restart(4, 5, 6);
    expect([draws.uint32(), draws.uint32(), draws.uuid()]).toEqual(first);
  });

  test("neighboring starts and seeds beyond 32 bits differ", () => {
    const seen = new Set<number>();
    for (let kind = 0; kind < 5; kind++)
      for (let first = 0; first < 40; first++)
        for (let second = 0; second < 40; second++) seen.add(firstOf(3, [kind, first, second]));
    expect(seen.size).toBeGreaterThan(7_990);
    expect(firstOf(1, [1, 1, 1])).not.toBe(firstOf(1 + 2 ** 33, [1, 1, 1]));
  });

  test("first draws of consecutive hours are uniform", () => {
    const draws = seededDraws(12);
    let sum = 0;
    let joint = 0;
    let before = 0.5;
    for (let hour = 0; hour < DRAW_COUNT; hour++) {
      draws.restart(2, 17, 490_000 + hour);
      const value = draws.uniform();
      sum += value;
      joint += (value - 0.5) * (before - 0.5);
      before = value;
    }
    expect(Math.abs(sum / DRAW_COUNT - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / DRAW_COUNT));
    expect(Math.abs(joint / DRAW_COUNT)).toBeLessThan(5 / 12 / Math.sqrt(DRAW_COUNT));
  });

  test("UUIDs have the form of version 4, ids fifteen digits", () => {
    const draws = seededDraws(1);
    draws.restart(1, 2, 3);
    for (let at = 0; at < 50; at++) {
      expect(draws.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(draws.id()).toMatch(/^\d{15}$/);
    }
  });
});
