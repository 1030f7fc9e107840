import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRecordedServer, type RecordedServer } from "../../test/databricks/recorded-server.ts";
import { openVirtualClock } from "../../test/databricks/virtual-clock.ts";
import { listPages } from "./list-pages.ts";
import { listScim } from "./list-scim.ts";
import { openDatabricksClient } from "./open-databricks-client.ts";
import type { JsonObject } from "./read-json.ts";

const never = new AbortController().signal;
let server: RecordedServer;
beforeAll(async () => {
  server = await openRecordedServer();
});
afterAll(() => server.close());

function open() {
  return openDatabricksClient({
    host: server.url,
    credential: { kind: "token", token: "dapi-1" },
    workspaceId: null,
    accountId: null,
    version: "0",
    clock: openVirtualClock(0),
    random: () => 0,
  });
}

async function all(items: AsyncIterable<JsonObject>): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  for await (const item of items) ids.push(item["id"]);
  return ids;
}

/** Lengths of pages, some empty, and which requests fail once before they are answered. */
const pages = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 });
const faults = fc.array(fc.constantFrom(200, 200, 429, 500, 503), { maxLength: 12 });

test("every item comes once, however a list is split into pages, empty ones included, and whatever fails between", async () => {
  await fc.assert(
    fc.asyncProperty(pages, faults, async (lengths, statuses) => {
      const starts = lengths.map((_length, page) =>
        lengths.slice(0, page).reduce((sum, length) => sum + length, 0),
      );
      const waiting = [...statuses];
      server.answer(({ query }) => {
        const status = waiting.shift() ?? 200;
        if (status !== 200) return { status, body: { message: "m" } };
        const page = Number(query.get("page_token") ?? "0");
        const items = Array.from({ length: lengths[page] ?? 0 }, (_, item) => ({
          id: (starts[page] ?? 0) + item,
        }));
        return {
          body: {
            ...(items.length === 0 && page % 2 === 0 ? {} : { things: items }),
            ...(page + 1 < lengths.length ? { next_page_token: String(page + 1) } : {}),
          },
        };
      });
      const total = lengths.reduce((sum, length) => sum + length, 0);
      const ids = await all(listPages(open(), { path: "/api/things", items: "things", signal: never }));
      expect(ids).toEqual(Array.from({ length: total }, (_, id) => id));
    }),
    { seed: 7, numRuns: 8 },
  );
});

test("a token that comes again is an error, not an endless list", async () => {
  server.answer(() => ({ body: { things: [{ id: 1 }], next_page_token: "again" } }));
  await expect(
    all(listPages(open(), { path: "/api/things", items: "things", signal: never })),
  ).rejects.toMatchObject({
    code: "DATABRICKS_BAD_ANSWER",
  });
});

test("every SCIM resource comes once, whatever size of page the server chooses", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (total, pageLength) => {
        server.answer(({ query }) => {
          const from = Number(query.get("startIndex"));
          const ids = Array.from({ length: total }, (_, index) => index + 1).slice(
            from - 1,
            from - 1 + pageLength,
          );
          return {
            body: {
              totalResults: total,
              ...(ids.length > 0 ? { Resources: ids.map((id) => ({ id: String(id) })) } : {}),
            },
          };
        });
        const ids = await all(listScim(open(), { path: "/scim/Users", signal: never }));
        expect(ids).toEqual(Array.from({ length: total }, (_, index) => String(index + 1)));
      },
    ),
    { seed: 7, numRuns: 6 },
  );
});

test("a SCIM list that ignores where to go on is an error", async () => {
  server.answer(() => ({ body: { Resources: [{ id: "1" }] } }));
  await expect(all(listScim(open(), { path: "/scim/Users", signal: never }))).rejects.toMatchObject({
    code: "DATABRICKS_BAD_ANSWER",
  });
});
