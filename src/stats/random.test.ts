import { describe, expect, test } from "vitest";
import { type RandomGenerator, randomGenerator } from "./random.ts";

const DRAW_COUNT = 20_000;

function momentsOf(draw: (random: RandomGenerator) => number): {
  readonly mean: number;
  readonly variance: number;
} {
  const random = randomGenerator(5);
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < DRAW_COUNT; at++) {
    const value = draw(random);
    sum += value;
    squares += value * value;
  }
  const mean = sum / DRAW_COUNT;
  return { mean, variance: squares / DRAW_COUNT - mean * mean };
}

describe("draws have the mean and variance of their distribution", () => {
  const cases: readonly (readonly [string, (random: RandomGenerator) => number, number, number])[] = [
    ["uniform", (random) => random.uniform(), 1 / 2, 1 / 12],
    ["whole numbers below 10", (random) => random.below(10), 4.5, 8.25],
    ["normal", (random) => random.normal(), 0, 1],
    ["gamma of shape 0.3", (random) => random.gamma(0.3), 0.3, 0.3],
    ["gamma of shape 4.5", (random) => random.gamma(4.5), 4.5, 4.5],
    ["Poisson of mean 0.7", (random) => random.poisson(0.7), 0.7, 0.7],
    ["Poisson of mean 300", (random) => random.poisson(300), 300, 300],
    ["beta of 2 and 5", (random) => random.beta(2, 5), 2 / 7, 10 / 392],
    ["binomial of 9 at 0.3", (random) => random.binomial(9, 0.3), 2.7, 1.89],
    ["binomial of 5,000 at 0.02", (random) => random.binomial(5000, 0.02), 100, 98],
  ];
  test.each(cases)("%s", (...[, draw, mean, variance]) => {
    const moments = momentsOf(draw);
    expect(Math.abs(moments.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAW_COUNT));
    expect(moments.variance / variance).toBeGreaterThan(0.93);
    expect(moments.variance / variance).toBeLessThan(1.07);
  });
});

describe("streams", () => {
  test("a fork depends on seed and label, not on what was drawn before", () => {
    const first = randomGenerator(42);
    const second = randomGenerator(42);
    second.uniform();
    expect(first.fork("jobs").uint32()).toBe(second.fork("jobs").uint32());
    expect(first.fork("jobs").uint32()).not.toBe(first.fork("users").uint32());
    expect(first.fork("jobs").uint32()).not.toBe(randomGenerator(43).fork("jobs").uint32());
  });

  test("uniform draws fill [0, 1) and use more than 32 bits", () => {
    const random = randomGenerator(1);
    const draws = Array.from({ length: 5000 }, () => random.uniform());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.some((draw) => (draw * 2 ** 32) % 1 !== 0)).toBe(true);
  });
});
