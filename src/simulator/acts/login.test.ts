import { expect, test } from "vitest";
import { ANA, actedAccount, LOADER, NINE, WORKSPACE } from "../../../test/simulator/acted-account.ts";

test("a login names its user and method, and a failed one carries no identity", () => {
  const { log, perform } = actedAccount();
  perform({ kind: "login", action: "samlLogin", isSuccess: true }, { actor: ANA });
  perform({ kind: "login", action: "samlLogin", isSuccess: false }, { actor: ANA });
  expect(log.audits).toMatchObject([
    {
      service: "accounts",
      workspaceId: WORKSPACE,
      actor: ANA,
      status: 200,
      params: { user: ANA, authentication_method: "BROWSER_BYO_IDP_SAML" },
    },
    { actor: null, status: 401, params: { user: ANA } },
  ]);
});

test("a login at the console of the account is a row of its level", () => {
  const { log, perform } = actedAccount();
  perform(
    { kind: "login", action: "oidcTokenAuthorization", isSuccess: true },
    { actor: LOADER, workspaceId: null },
  );
  expect(log.audits[0]).toMatchObject({ workspaceId: "0", action: "oidcTokenAuthorization" });
});

test("a login by token notes when the token was last used", () => {
  const { account, log, perform } = actedAccount();
  const outcome = perform({ kind: "create_token", ownerId: "2", comment: "", lifetimeMs: null, scopes: [] });
  const tokenId = outcome.kind === "done" ? (outcome.made["id"] ?? "") : "";
  perform({ kind: "login", action: "tokenLogin", isSuccess: true }, { actor: ANA, tokenId });
  expect(account.tokens.get(tokenId)?.lastUsedAt).toBe(NINE);
  expect(log.audits.at(-1)?.params).toEqual({
    user: ANA,
    tokenId,
    authenticationMethod: "API_EXT_PAT_TOKEN",
  });
});

test("a call is passed on as it is, what hardly repeats apart, and the metastore's with its workspace", () => {
  const { log, perform } = actedAccount();
  const call = { kind: "api_call", isAccountLevel: false, status: 200, error: null } as const;
  perform({ ...call, service: "jobs", action: "getRunOutput", params: { run_id: "7", job_id: "42" } });
  perform({
    ...call,
    service: "unityCatalog",
    action: "getTable",
    isAccountLevel: true,
    params: { full_name_arg: "main.sales.orders" },
    status: 404,
    error: "not there",
  });
  expect(log.audits).toMatchObject([
    { workspaceId: WORKSPACE, params: { job_id: "42" }, ownParams: { run_id: "7" } },
    {
      workspaceId: "0",
      status: 404,
      error: "not there",
      params: { full_name_arg: "main.sales.orders", workspace_id: WORKSPACE, metastore_id: "meta-1" },
      ownParams: null,
    },
  ]);
});

test("the parameters of calls that repeat are one object, so that the log need not compare them", () => {
  const { log, perform } = actedAccount();
  for (const tries of [1, 2]) {
    perform({ kind: "login", action: "samlLogin", isSuccess: true }, { actor: ANA });
    perform({
      kind: "api_call",
      service: "unityCatalog",
      action: "listTables",
      isAccountLevel: true,
      params: { catalog_name: "main" },
      status: 200,
      error: null,
    });
    expect(log.audits).toHaveLength(2 * tries);
  }
  expect(log.audits[2]?.params).toBe(log.audits[0]?.params);
  expect(log.audits[3]?.params).toBe(log.audits[1]?.params);
});

test("a recipient of a share is nobody of the account and is told all the same", () => {
  const { log, perform } = actedAccount();
  const outcome = perform(
    {
      kind: "api_call",
      service: "unityCatalog",
      action: "deltaSharingQueryTable",
      isAccountLevel: true,
      params: { share: "s", schema: "d", name: "t", recipient_name: "partner" },
      status: 200,
      error: null,
    },
    { actor: "partner" },
  );
  expect(outcome.kind).toBe("done");
  expect(log.audits).toMatchObject([{ actor: "partner", status: 200 }]);
});

test("a download tells the statement and the kind of file; Arrow is what a page fetches", () => {
  const { log, perform } = actedAccount();
  perform({ kind: "download", statementId: "s-1", fileType: "csv", rowCount: 9 }, { actor: ANA });
  perform({ kind: "download", statementId: "s-1", fileType: "arrow", rowCount: 9 }, { actor: ANA });
  expect(log.audits).toMatchObject([
    { action: "downloadQueryResult", params: { fileType: "csv" }, ownParams: { queryId: "s-1" } },
    { params: { fileType: "arrows" } },
  ]);
});

test("the switch of verbose logging is a workspace setting, others are told by their type", () => {
  const { account, log, perform } = actedAccount();
  const set = (name: string, value: string, origin = {}) =>
    perform({ kind: "set_setting", name, value }, origin);
  expect(set("enableVerboseAuditLogs", "false", { actor: ANA })).toMatchObject({ refusal: { status: 403 } });
  set("enableVerboseAuditLogs", "false");
  set("restrict_workspace_admins", "ALLOW_ALL");
  set("esm_enablement_account", "true", { workspaceId: null });
  expect([...account.settings]).toEqual([
    [`${WORKSPACE}/enableVerboseAuditLogs`, "false"],
    [`${WORKSPACE}/restrict_workspace_admins`, "ALLOW_ALL"],
    ["0/esm_enablement_account", "true"],
  ]);
  expect(log.audits.slice(1)).toMatchObject([
    {
      service: "workspace",
      action: "workspaceConfEdit",
      params: { workspaceConfKeys: "enableVerboseAuditLogs", workspaceConfValues: "false" },
    },
    { service: "accounts", action: "setSetting", workspaceId: WORKSPACE },
    { action: "setSetting", workspaceId: "0", params: { settingValueForAudit: "true" } },
  ]);
});
