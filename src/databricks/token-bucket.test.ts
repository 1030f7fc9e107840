import fc from "fast-check";
import { expect, test } from "vitest";
import { openVirtualClock } from "../../test/databricks/virtual-clock.ts";
import { openTokenBucket } from "./token-bucket.ts";

test("in no second do more requests leave than twice the rate, and in the long run no more than the rate", async () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), gaps, async (perSecond, waits) => {
      const clock = openVirtualClock(0);
      const bucket = openTokenBucket(perSecond, clock);
      const sentAtMs: number[] = [];
      for (const waitMs of waits) {
        clock.advance(waitMs);
        await bucket.take(new AbortController().signal);
        sentAtMs.push(clock.nowMs());
      }
      sentAtMs.forEach((fromMs, first) => {
        sentAtMs.slice(first).forEach((atMs, further) => {
          expect(further + 1).toBeLessThanOrEqual(perSecond * (1 + (atMs - fromMs) / 1_000) + 1e-6);
        });
      });
    }),
    { seed: 7, numRuns: 60 },
  );
});

test("requests below the rate never wait", async () => {
  const clock = openVirtualClock(0);
  const bucket = openTokenBucket(4, clock);
  for (let i = 0; i < 20; i++) {
    await bucket.take(new AbortController().signal);
    clock.advance(250);
  }
  expect(clock.sleeps).toEqual([]);
});
