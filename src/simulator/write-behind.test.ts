import { expect, test } from "vitest";
import { openWriteBehind } from "./write-behind.ts";

/** Writings that end, or fail, when they are told to. */
function heldWritings() {
  const endings: { readonly end: () => void; readonly fail: (reason: Error) => void }[] = [];
  const write = (): Promise<void> =>
    new Promise((resolve, reject) => {
      endings.push({ end: resolve, fail: reject });
    });
  return { endings, write };
}

test("days go on while one writing goes on, and no second one begins", async () => {
  const { endings, write } = heldWritings();
  const behind = openWriteBehind({ isDue: () => true, write });
  behind.offer();
  behind.offer();
  expect(endings).toHaveLength(1);
  endings[0]?.end();
  const finished = behind.finish();
  await Promise.resolve();
  await Promise.resolve();
  expect(endings).toHaveLength(2);
  endings[1]?.end();
  await finished;
});

test("nothing is written before enough is there, and all of it in the end", async () => {
  const { endings, write } = heldWritings();
  const behind = openWriteBehind({ isDue: () => false, write });
  behind.offer();
  expect(endings).toHaveLength(0);
  const finished = behind.finish();
  await Promise.resolve();
  endings[0]?.end();
  await finished;
  expect(endings).toHaveLength(1);
});

test("what a writing failed with is told when all is finished, once", async () => {
  const failure = new Error("no room");
  let failureCount = 1;
  const write = async (): Promise<void> => {
    if (failureCount-- > 0) throw failure;
  };
  const behind = openWriteBehind({ isDue: () => true, write });
  behind.offer();
  await expect(behind.finish()).rejects.toBe(failure);
  await expect(behind.finish()).resolves.toBeUndefined();
});

test("who stops early waits for what is being written, whatever comes of it", async () => {
  const { endings, write } = heldWritings();
  const behind = openWriteBehind({ isDue: () => true, write });
  behind.offer();
  let isRested = false;
  const resting = behind.rest().then(() => {
    isRested = true;
  });
  await Promise.resolve();
  expect(isRested).toBe(false);
  endings[0]?.fail(new Error("no room"));
  await resting;
  expect(endings).toHaveLength(1);
});
