import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, ANA, ETL } from "../../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../../test/emulator/open-small-emulator.ts";
import { isObject, parseJson } from "../json.ts";

const CATALOGS = "/api/2.1/unity-catalog/catalogs";
const HOUR_MS = 3_600_000;

describe("sign-in", () => {
  let emulator: SmallEmulator;
  beforeAll(async () => {
    emulator = await openSmallEmulator();
  });
  afterAll(() => emulator.simulation.close());

  async function tokenAnswer(form: Record<string, string>, basic?: string) {
    const response = await emulator.app.request("/oidc/v1/token", {
      method: "POST",
      body: new URLSearchParams(form).toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(basic === undefined ? {} : { authorization: `Basic ${btoa(basic)}` }),
      },
    });
    const body = parseJson(await response.text());
    return { status: response.status, body: isObject(body) ? body : {} };
  }

  function secret(): string {
    return emulator.credentials.find(({ name }) => name === ETL)?.clientSecret ?? "";
  }

  async function listWith(token: unknown): Promise<number> {
    const answer = await emulator.call(
      {
        name: null,
        headers: {
          authorization: `Bearer ${token}`,
        },
      },
      `GET ${CATALOGS}`,
    );
    return answer.status;
  }

  it("a secret gives an access token, by Basic header or in the form, which holds for an hour", async () => {
    const asked = { grant_type: "client_credentials", scope: "all-apis" };
    const basic = await tokenAnswer(asked, `${ETL}:${secret()}`);
    expect(basic.body).toMatchObject({ token_type: "Bearer", expires_in: 3600, scope: "all-apis" });
    const posted = await tokenAnswer({ ...asked, client_id: ETL, client_secret: secret() });
    expect(await listWith(posted.body["access_token"])).toBe(200);
    emulator.wall.nowMs += HOUR_MS;
    expect(await listWith(posted.body["access_token"])).toBe(401);
  });

  it("a wrong secret is invalid_client", async () => {
    const answer = await tokenAnswer({ grant_type: "client_credentials" }, `${ETL}:wrong`);
    expect(answer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });

  it("a token without the scope of a call is refused by name of the scope", async () => {
    const answer = await tokenAnswer(
      { grant_type: "client_credentials", scope: "sql" },
      `${ETL}:${secret()}`,
    );
    const authorization = `Bearer ${answer.body["access_token"]}`;
    const refused = await emulator.call({ name: null, headers: { authorization } }, `GET ${CATALOGS}`);
    expect(refused.status).toBe(403);
    expect(refused.body["message"]).toBe("Provided OAuth token does not have required scopes: unity-catalog");
  });

  it("a token cannot be exchanged for more scopes than it has", async () => {
    const narrow = await tokenAnswer(
      { grant_type: "client_credentials", scope: "sql" },
      `${ETL}:${secret()}`,
    );
    const exchanged = await tokenAnswer({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: String(narrow.body["access_token"]),
      scope: "all-apis",
    });
    expect(exchanged).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  });

  it("without a credential, or with a foreign one, a call is unauthenticated", async () => {
    for (const headers of [{}, { authorization: "Bearer dapi00" }, { authorization: "Bearer a.b.c" }]) {
      const answer = await emulator.call({ name: null, headers }, `GET ${CATALOGS}`);
      expect(answer).toMatchObject({ status: 401, body: { error_code: "UNAUTHENTICATED" } });
    }
  });

  it("a personal access token works as Bearer and as the password of the user `token`", async () => {
    expect((await emulator.call(ANA, `GET ${CATALOGS}`)).status).toBe(200);
    const authorization = `Basic ${btoa(`token:${emulator.tokenOf(ANA)}`)}`;
    expect((await emulator.call({ name: null, headers: { authorization } }, `GET ${CATALOGS}`)).status).toBe(
      200,
    );
  });

  it("discovery leads to the token endpoint of the workspace that the path or header names", async () => {
    const config = await emulator.call(null, "GET /w/1002/.well-known/databricks-config");
    expect(config.body).toMatchObject({
      workspace_id: "1002",
      oidc_endpoint: "http://127.0.0.1:8080/w/1002/oidc",
    });
    const endpoints = await emulator.call(null, "GET /w/1002/oidc/.well-known/oauth-authorization-server");
    expect(endpoints.body["token_endpoint"]).toBe("http://127.0.0.1:8080/w/1002/oidc/v1/token");
  });

  it("answers name the request and the workspace; a workspace that one is not assigned to is closed", async () => {
    const answer = await emulator.call(
      {
        name: ADMIN,
        headers: {
          "x-databricks-workspace-id": "1002",
        },
      },
      "GET /api/2.0/preview/scim/v2/Me",
    );
    expect(answer.headers.get("x-databricks-org-id")).toBe("1002");
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const closed = await emulator.call(
      { name: ANA, headers: { "x-databricks-org-id": "1002" } },
      `GET ${CATALOGS}`,
    );
    expect(closed.status).toBe(403);
  });

  it("names that are not loopback, unknown paths and broken bodies are refused in documented form", async () => {
    const rebound = await emulator.app.request("http://evil.example.com/api/2.0/preview/scim/v2/Me");
    expect(rebound.status).toBe(403);
    expect(await emulator.call(ANA, "GET /api/9.9/nothing")).toMatchObject({
      status: 404,
      body: { error_code: "ENDPOINT_NOT_FOUND" },
    });
    const broken = await emulator.call(ANA, "POST /api/2.2/jobs/create", "{");
    expect(broken).toMatchObject({ status: 400, body: { error_code: "MALFORMED_REQUEST" } });
    expect(broken.body["details"]).toContainEqual(
      expect.objectContaining({ "@type": "type.googleapis.com/google.rpc.RequestInfo" }),
    );
  });

  it("calls are told in the audit log with the address that they came from", async () => {
    const headers = { "x-forwarded-for": "198.51.100.7", "user-agent": "probe/1" };
    await emulator.call({ name: ANA, headers }, `GET ${CATALOGS}`);
    await emulator.simulation.telemetry.flush();
    const audit = emulator.simulation.telemetry.relation("system.access.audit", emulator.farFuture);
    const rows = await emulator.simulation.database.rows(
      `SELECT action_name FROM ${audit} AS a WHERE source_ip_address = '198.51.100.7' AND user_agent = 'probe/1'`,
    );
    expect(rows.map((row) => row["action_name"]).sort()).toEqual(["listCatalogs", "tokenLogin"]);
  });
});
