import { expect, test } from "vitest";
import { noveltyChance } from "./good-turing.ts";
import { jensenShannonTerm } from "./jensen-shannon.ts";
import { randomGenerator } from "./random.ts";

const NOTHING_KNOWN = { priorNovelty: 0.2, priorSightingCount: 10 };

test("with nothing seen the chance of a new kind is the prior, with much seen it is singletons over sightings", () => {
  expect(noveltyChance({ singletonCount: 0, sightingCount: 0, ...NOTHING_KNOWN })).toBeCloseTo(0.2, 12);
  expect(noveltyChance({ singletonCount: 500, sightingCount: 1e6, ...NOTHING_KNOWN })).toBeCloseTo(5e-4, 5);
});

test("the chance of a new kind is the rate at which new kinds come", () => {
  const random = randomGenerator(2);
  const sightings = new Map<number, number>();
  const draw = () => Math.floor(1 / (random.uniform() + 1e-4));
  for (let at = 0; at < 5000; at++) {
    const kind = draw();
    sightings.set(kind, (sightings.get(kind) ?? 0) + 1);
  }
  const singletonCount = [...sightings.values()].filter((count) => count === 1).length;
  const chance = noveltyChance({ singletonCount, sightingCount: 5000, ...NOTHING_KNOWN });
  let newCount = 0;
  for (let at = 0; at < 20_000; at++) if (!sightings.has(draw())) newCount++;
  expect(newCount / 20_000 / chance).toBeGreaterThan(0.85);
  expect(newCount / 20_000 / chance).toBeLessThan(1.15);
});

test("the Jensen–Shannon divergence is 0 between equals and ln 2 between strangers", () => {
  const divergence = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, share, at) => sum + jensenShannonTerm(share, b[at] ?? 0), 0);
  expect(divergence([0.2, 0.8], [0.2, 0.8])).toBe(0);
  expect(divergence([1, 0], [0, 1])).toBeCloseTo(Math.LN2, 12);
  expect(divergence([0.5, 0.5], [0.6, 0.4])).toBeGreaterThan(0);
});
