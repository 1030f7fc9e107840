import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedAccount, serveAccount } from "../../tools/emulator-test/serve-account.ts";

const CLIENT_COUNT = 20;
const REQUEST_COUNT = 12;

describe("the emulator under load", () => {
  let served: ServedAccount;
  beforeAll(async () => {
    served = await serveAccount();
  });
  afterAll(() => served.close());

  function paths(): readonly string[] {
    return [
      "/api/2.1/unity-catalog/catalogs?max_results=0",
      "/api/2.0/preview/scim/v2/Users",
      "/api/2.2/jobs/list?expand_tasks=true",
      "/api/2.0/sql/history/queries?max_results=20",
      `/api/2.0/accounts/${served.facts.accountId}/scim/v2/Groups`,
      "/api/2.1/unity-catalog/effective-permissions/catalog/main?max_results=0",
    ];
  }

  function send(path: string, body?: unknown): Promise<Response> {
    const { url, admin } = served.facts;
    const headers = { authorization: `Bearer ${admin.token}` };
    return fetch(
      `${url}${path}`,
      body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) },
    );
  }

  async function control(body: unknown): Promise<void> {
    const { url, controlToken } = served.facts;
    const headers = { authorization: `Bearer ${controlToken}` };
    await fetch(`${url}/_emulator/clock`, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async function answer(client: number, index: number): Promise<string> {
    if (client % 4 > 0) {
      const response = await send(paths()[(client + index) % paths().length] ?? "");
      await response.text();
      return String(response.status);
    }
    const response = await send("/api/2.0/sql/statements", {
      warehouse_id: served.facts.warehouseId,
      statement: "SELECT action_name, count(*) AS n FROM system.access.audit GROUP BY action_name",
      wait_timeout: "50s",
    });
    const text = await response.text();
    return text.includes('"SUCCEEDED"') ? String(response.status) : text;
  }

  it("20 clients at once meet no error while the account's time runs", async () => {
    await control({ speed: 600 });
    const clients = Array.from({ length: CLIENT_COUNT }, async (_, client) => {
      const answers: string[] = [];
      for (let index = 0; index < REQUEST_COUNT; index += 1) answers.push(await answer(client, index));
      return answers;
    });
    const answers = (await Promise.all(clients)).flat();
    await control({ freeze: true });
    expect(answers).toEqual(Array.from({ length: CLIENT_COUNT * REQUEST_COUNT }, () => "200"));
  });
});
