import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  openRecordedServer,
  type RecordedServer,
  type Reply,
} from "../../test/databricks/recorded-server.ts";
import { openVirtualClock } from "../../test/databricks/virtual-clock.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { type DatabricksClientOptions, openDatabricksClient } from "./open-databricks-client.ts";

const START_MS = Date.UTC(2026, 2, 14);
const never = new AbortController().signal;
let server: RecordedServer;
beforeAll(async () => {
  server = await openRecordedServer();
});
afterAll(() => server.close());

function open(options: Partial<DatabricksClientOptions> = {}) {
  const clock = openVirtualClock(START_MS);
  const client = openDatabricksClient({
    host: server.url,
    credential: { kind: "token", token: "dapi-secret-token" },
    workspaceId: null,
    accountId: null,
    version: "1.2.3",
    clock,
    random: () => 0,
    ...options,
  });
  return { client, clock };
}

const get = { method: "GET", path: "/api/2.0/things", signal: never } as const;
const post = { method: "POST", path: "/api/2.0/things", body: { a: 1 }, signal: never } as const;

/** Answers one after the other, the last one for good. */
function answers(...replies: readonly Reply[]): void {
  let index = 0;
  server.answer(() => replies[Math.min(index++, replies.length - 1)] ?? {});
}

test("a request says who asks, for which workspace, and in JSON", async () => {
  answers({ body: { ok: true } });
  const { client } = open({ workspaceId: "42" });
  expect(await client.request({ ...post, query: { a: "x y", b: null } })).toEqual({ ok: true });
  const [request] = server.requests;
  expect(request?.headers).toMatchObject({
    authorization: "Bearer dapi-secret-token",
    "user-agent": "gatehouse/1.2.3",
    "x-databricks-workspace-id": "42",
    "content-type": "application/json",
  });
  expect(request?.body).toBe('{"a":1}');
  expect(request?.query.toString()).toBe("a=x+y");
});

test.each([
  [401, '{"error_code":"UNAUTHENTICATED","message":"m"}', "DATABRICKS_UNAUTHENTICATED"],
  [403, '{"error_code":403,"message":"m"}', "DATABRICKS_DENIED"],
  [404, '{"error_code":"TABLE_DOES_NOT_EXIST","message":"m"}', "DATABRICKS_NOT_FOUND"],
  [400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"Job 7 does not exist."}', "DATABRICKS_NOT_FOUND"],
  [400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"m"}', "DATABRICKS_REFUSED"],
  [409, "", "DATABRICKS_REFUSED"],
  [501, "<html><title>no</title></html>", "DATABRICKS_REFUSED"],
  [302, "", "DATABRICKS_BAD_ANSWER"],
  [200, "<!doctype html><title>Sign in</title>", "DATABRICKS_BAD_ANSWER"],
  [200, "[1]", "DATABRICKS_BAD_ANSWER"],
])("status %s with %s is %s, without another try", async (status, body, code) => {
  answers({ status, body, ...(status === 302 ? { headers: { location: "http://127.0.0.1:9/login" } } : {}) });
  await expect(open().client.request(get)).rejects.toMatchObject({ code });
  expect(server.requests).toHaveLength(1);
});

test("429 and 503 are waited for as long as they ask, whatever the method", async () => {
  answers(
    { status: 429, headers: { "retry-after": "7" } },
    { status: 503 },
    { status: 503, headers: { "retry-after": new Date(START_MS + 20_000).toUTCString() } },
    { body: { ok: true } },
  );
  const { client, clock } = open();
  expect(await client.request(post)).toEqual({ ok: true });
  expect(clock.sleeps).toEqual([7_000, 1_000, 12_000]);
});

test("what may have arrived is repeated only where a second copy does no harm", async () => {
  answers({ status: 500, body: "x" }, { isBroken: true }, { body: "" });
  const { client, clock } = open();
  await expect(client.request(get)).rejects.toMatchObject({ code: "DATABRICKS_BAD_ANSWER" });
  expect(clock.sleeps).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000]);
  answers({ status: 502, body: "<html><pre>x</pre></html>" }, { body: '{"ok": tr' }, { body: { ok: true } });
  expect(await client.request(get)).toEqual({ ok: true });
  answers({ status: 500, body: "x" }, { body: { ok: true } });
  await expect(client.request(post)).rejects.toMatchObject({ code: "DATABRICKS_UNAVAILABLE" });
  answers({ isBroken: true }, { body: { ok: true } });
  await expect(client.request(post)).rejects.toMatchObject({ code: "DATABRICKS_UNAVAILABLE" });
  expect(server.requests).toHaveLength(1);
});

test("a broken answer is tried again up to six times, whatever else went wrong before", async () => {
  const { client } = open();
  answers(
    ...Array.from({ length: 7 }, () => ({ status: 503 })),
    { body: "" },
    { body: "{" },
    { body: { n: 1 } },
  );
  expect(await client.request(get)).toEqual({ n: 1 });
  answers({ body: "" });
  await expect(client.request(get)).rejects.toMatchObject({ code: "DATABRICKS_BAD_ANSWER" });
  expect(server.requests).toHaveLength(6);
});

test("a change without an answer's body succeeds", async () => {
  answers({ status: 204 });
  expect(await open().client.request({ ...post, method: "PATCH" })).toEqual({});
});

test("an error that says that it passes is repeated", async () => {
  answers(
    { status: 400, body: { error_code: "X", message: "Please try again later or try a faster operation." } },
    { body: { ok: true } },
  );
  expect(await open().client.request(get)).toEqual({ ok: true });
});

test("a lasting overload ends within the budget of 300 s", async () => {
  answers({ status: 429, headers: { "retry-after": "60" } });
  const { client, clock } = open();
  await expect(client.request(get)).rejects.toMatchObject({
    code: "DATABRICKS_RATE_LIMITED",
    retryable: true,
  });
  expect(clock.nowMs() - START_MS).toBe(300_000);
  expect(server.requests).toHaveLength(6);
});

test("where nothing listens, even a change is tried again until the budget ends", async () => {
  const gone = await openRecordedServer();
  await gone.close();
  const { client, clock } = open({ host: gone.url });
  await expect(client.request(post)).rejects.toMatchObject({
    code: "DATABRICKS_UNAVAILABLE",
    message: expect.stringContaining("nothing listens there"),
  });
  expect(clock.sleeps.length).toBeGreaterThan(20);
});

test("an answer that does not come within 60 s is given up", async () => {
  const { client, clock } = open();
  server.answer(async () => {
    clock.advance(60_000);
    return new Promise<Reply>(() => {});
  });
  await expect(client.request(post)).rejects.toMatchObject({
    code: "DATABRICKS_UNAVAILABLE",
    message: expect.stringContaining("within 60000 ms"),
  });
});

test("a canceled request ends at once", async () => {
  const stop = new AbortController();
  server.answer(() => {
    stop.abort();
    return new Promise<Reply>(() => {});
  });
  await expect(open().client.request({ ...get, signal: stop.signal })).rejects.toMatchObject({
    message: expect.stringContaining("was canceled"),
  });
});

test("reads leave ten, changes one a second", async () => {
  answers({ body: {}, status: 200 });
  server.answer(() => ({ body: { ok: true } }));
  const { client, clock } = open();
  for (let i = 0; i < 12; i++) await client.request(get);
  expect(clock.sleeps).toEqual([100, 100]);
  await client.request(post);
  await client.request(post);
  expect(clock.sleeps).toEqual([100, 100, 1_000]);
});

const oauth = {
  kind: "oauth_client",
  clientId: "client-1",
  clientSecret: "secret-of-client",
} as const;

/** A token endpoint that gives out token-1, token-2 …, and things that take the newest one only. */
function oauthServer(lifetimeSeconds: number | string): { readonly issuedCount: () => number } {
  let issuedCount = 0;
  server.answer((request) => {
    if (request.path === "/.well-known/databricks-config")
      return { body: { oidc_endpoint: `${server.url}/oidc`, account_id: "a" } };
    if (request.path === "/oidc/.well-known/oauth-authorization-server")
      return { body: { token_endpoint: `${server.url}/oidc/v1/token` } };
    if (request.path === "/oidc/v1/token")
      return {
        body: { access_token: `token-${++issuedCount}`, token_type: "Bearer", expires_in: lifetimeSeconds },
      };
    const isNewest = request.headers["authorization"] === `Bearer token-${issuedCount}`;
    return isNewest ? { body: { ok: true } } : { status: 401, body: { error_code: "UNAUTHENTICATED" } };
  });
  return { issuedCount: () => issuedCount };
}

test("requests together share one exchange of the secret, which is renewed 5 minutes before its end", async () => {
  const { issuedCount } = oauthServer("3600");
  const { client, clock } = open({ credential: oauth });
  await Promise.all([1, 2, 3].map(() => client.request(get)));
  expect(issuedCount()).toBe(1);
  const exchange = server.requests.find(({ path }) => path === "/oidc/v1/token");
  expect(exchange?.headers["authorization"]).toBe(`Basic ${btoa("client-1:secret-of-client")}`);
  expect(exchange?.body).toBe("grant_type=client_credentials&scope=all-apis");
  clock.advance(55 * 60_000 - 1);
  await client.request(get);
  expect(issuedCount()).toBe(1);
  clock.advance(1);
  await client.request(get);
  expect(issuedCount()).toBe(2);
});

test("a token that is refused early is exchanged once more", async () => {
  const { issuedCount } = oauthServer(3_600);
  const first = open({ credential: oauth });
  await first.client.request(get);
  await open({ credential: oauth }).client.request(get);
  expect(await first.client.request(get)).toEqual({ ok: true });
  expect(issuedCount()).toBe(3);
});

test("without metadata, or with metadata that leads elsewhere, the secret goes to the documented path", async () => {
  const paths: string[] = [];
  server.answer((request) => {
    paths.push(request.path);
    if (request.path === "/.well-known/databricks-config")
      return { body: { oidc_endpoint: "https://login.example.com/oidc" } };
    if (request.path === "/oidc/v1/token") return { body: { access_token: "t0k3n", expires_in: 60 } };
    return request.path === "/api/2.0/things" ? { body: { ok: true } } : { status: 404 };
  });
  expect(await open({ credential: oauth }).client.request(get)).toEqual({ ok: true });
  expect(paths).toContain("/oidc/v1/token");
});

test("a wrong secret is told as such", async () => {
  server.answer(({ path }) =>
    path === "/oidc/v1/token"
      ? { status: 400, body: { error: "invalid_client", error_description: "no" } }
      : { status: 404 },
  );
  await expect(open({ credential: oauth }).client.request(get)).rejects.toMatchObject({
    code: "DATABRICKS_UNAUTHENTICATED",
  });
});

test("a credential that a header cannot carry is refused without being repeated", () => {
  for (const token of ["", "dapi secret", "dapi-secret\n"]) {
    const opening = () => open({ credential: { kind: "token", token } });
    expect(opening).toThrow(expect.objectContaining({ code: "DATABRICKS_CREDENTIAL_INVALID" }));
    expect(opening).toThrow(/^(?!.*dapi)/);
  }
});

/** Everything that an error may show, causes included. */
function shown(error: unknown): string {
  const texts: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    texts.push(current.message, current.stack ?? "");
    if (current instanceof GatehouseError) texts.push(current.publicMessage, JSON.stringify(current.context));
  }
  return texts.join("\n");
}

test("no answer makes a secret show in an error or an address", async () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9+/=._~-]{8,40}$/);
  const echoes = fc.constantFrom<((secret: string) => Reply)[]>(
    (text) => ({ status: 400, body: { error_code: text, message: `token ${text} is bad` } }),
    (text) => ({ status: 403, body: `<html><pre>Bearer ${text}</pre></html>` }),
    (text) => ({
      status: 404,
      body: `${encodeURIComponent(text)}: ${text}`,
      headers: { "x-request-id": text },
    }),
    (text) => ({ status: 200, body: `<html>${text}</html>` }),
    (text) => ({ status: 302, headers: { location: `http://127.0.0.1:9/?t=${encodeURIComponent(text)}` } }),
    (text) => ({ status: 401, body: { error: text, error_description: btoa(`client-1:${text}`) } }),
  );
  await fc.assert(
    fc.asyncProperty(secret, echoes, fc.boolean(), async (text, echo, isToken) => {
      server.answer(({ path }) => {
        if (path.startsWith("/.well-known")) return { status: 404 };
        if (path === "/oidc/v1/token" && text.length % 2 === 0)
          return { body: { access_token: text, expires_in: 600 } };
        return echo(text);
      });
      const credential = isToken
        ? ({ kind: "token", token: text } as const)
        : ({ ...oauth, clientSecret: text } as const);
      const error = await open({ credential })
        .client.request(get)
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(GatehouseError);
      expect(shown(error)).not.toContain(text);
      for (const request of server.requests) expect(`${request.path}?${request.query}`).not.toContain(text);
    }),
    { seed: 7, numRuns: 24 },
  );
});

test("a link is followed without our credential, whatever headers it comes with", async () => {
  answers({ body: "[[1]]" });
  const { client } = open();
  const headers = { authorization: "Bearer dapi-secret-token", "x-ms-blob-type": "b" };
  expect(await client.download({ url: `${server.url}/blob?sig=1`, headers, signal: never })).toBe("[[1]]");
  expect(server.requests[0]?.headers).toMatchObject({ "x-ms-blob-type": "b" });
  expect(server.requests[0]?.headers["authorization"]).toBeUndefined();
  const elsewhere = client.download({ url: "http://192.0.2.1/blob?sig=s3cret", headers: {}, signal: never });
  await expect(elsewhere).rejects.toThrow(/^(?!.*s3cret).*not one over https/);
});
