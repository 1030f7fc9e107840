import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  ANA,
  actedAccount,
  BEN,
  IDS,
  LOADER,
  NINE,
  WORKSPACE,
} from "../../../test/simulator/acted-account.ts";
import { DAY_MS, epochMs } from "../../domain/units.ts";
import type { Outcome } from "./act.ts";

function made(outcome: Outcome, key: string): string {
  return outcome.kind === "done" ? (outcome.made[key] ?? "") : "";
}

test("the value of a token is told once and kept as its hash, which the row names", () => {
  const { account, log, perform } = actedAccount();
  const outcome = perform(
    { kind: "create_token", ownerId: IDS.ana, comment: "ci", lifetimeMs: DAY_MS, scopes: [] },
    { actor: ANA },
  );
  const token = account.tokens.get(made(outcome, "id"));
  const value = made(outcome, "value");
  expect(value).toMatch(/^dapi[\da-f]{32}$/);
  expect(token).toMatchObject({
    owner: IDS.ana,
    workspaceId: WORKSPACE,
    expiresAt: NINE + DAY_MS,
    valueHash: createHash("sha256").update(value).digest("hex"),
  });
  expect(log.audits).toMatchObject([
    {
      service: "accounts",
      action: "generateDbToken",
      workspaceId: WORKSPACE,
      params: { userId: IDS.ana },
      ownParams: { tokenExpirationTime: String(NINE + DAY_MS), tokenHash: token?.valueHash },
    },
  ]);
});

test("only administrators mint tokens for others, and a list can keep people from tokens", () => {
  const { account, log, perform } = actedAccount();
  const mint = (actor: string, ownerId: string) =>
    perform({ kind: "create_token", ownerId, comment: "", lifetimeMs: null, scopes: [] }, { actor });
  expect(mint(BEN, IDS.ana)).toMatchObject({ refusal: { status: 403 } });
  expect(
    perform({ kind: "create_token", ownerId: IDS.loader, comment: "", lifetimeMs: null, scopes: [] }).kind,
  ).toBe("done");
  expect(log.audits.at(-1)?.ownParams?.["tokenExpirationTime"]).toBe("-1");
  account.objectAcls.set("authorization/tokens", { direct: new Map([[IDS.ana, "CAN_USE"]]) });
  account.revision += 1;
  expect(mint(BEN, IDS.ben)).toMatchObject({ refusal: { status: 403 } });
  expect(mint(ANA, IDS.ana).kind).toBe("done");
});

test("a token that is revoked or expired opens nothing any more", () => {
  const { account, log, perform } = actedAccount();
  const outcome = perform(
    { kind: "create_token", ownerId: IDS.ana, comment: "", lifetimeMs: DAY_MS, scopes: [] },
    { actor: ANA },
  );
  const tokenId = made(outcome, "id");
  const call = {
    kind: "api_call",
    service: "secrets",
    action: "getSecret",
    isAccountLevel: false,
    params: { scope: "s", key: "k" },
    status: 200,
    error: null,
  } as const;
  expect(perform(call, { actor: ANA, tokenId }).kind).toBe("done");
  expect(perform(call, { actor: ANA, tokenId, at: epochMs(NINE + 2 * DAY_MS) })).toMatchObject({
    refusal: { message: "Access token has expired." },
  });
  expect(perform({ kind: "revoke_token", revokedTokenId: tokenId }, { actor: BEN })).toMatchObject({
    refusal: { status: 403 },
  });
  perform({ kind: "revoke_token", revokedTokenId: tokenId }, { actor: ANA });
  expect(account.tokens.has(tokenId)).toBe(false);
  log.audits.length = 0;
  expect(perform(call, { actor: ANA, tokenId })).toMatchObject({ refusal: { status: 401 } });
  expect(log.audits).toMatchObject([{ action: "tokenLogin", status: 401, actor: null, params: { tokenId } }]);
});

test("a revoked token is told by its owner and hash", () => {
  const { account, log, perform } = actedAccount();
  const id = made(
    perform({ kind: "create_token", ownerId: IDS.ana, comment: "", lifetimeMs: null, scopes: [] }),
    "id",
  );
  const tokenHash = account.tokens.get(id)?.valueHash;
  perform({ kind: "revoke_token", revokedTokenId: id });
  expect(log.audits.at(-1)).toMatchObject({
    action: "revokeDbToken",
    params: { userId: IDS.ana },
    ownParams: { tokenHash },
  });
});

test("a service principal's secret is made and deleted by who manages it", () => {
  const { account, log, perform } = actedAccount();
  const create = (actor?: string) =>
    perform(
      { kind: "create_secret", servicePrincipalId: IDS.loader, lifetimeMs: DAY_MS, scopes: [] },
      actor === undefined ? {} : { actor },
    );
  expect(create(BEN)).toMatchObject({ refusal: { status: 403 } });
  perform({
    kind: "put_rule_set",
    name: `accounts/acc-1/servicePrincipals/${LOADER}/ruleSets/default`,
    etag: "",
    grantRules: [{ role: "roles/servicePrincipal.manager", principals: [`users/${BEN}`] }],
  });
  const outcome = create(BEN);
  const id = made(outcome, "id");
  expect(made(outcome, "value")).toMatch(/^dose/);
  expect(account.secrets.get(id)).toMatchObject({ owner: IDS.loader, expiresAt: NINE + DAY_MS });
  perform({ kind: "delete_secret", secretId: id }, { actor: BEN });
  expect(account.secrets.size).toBe(0);
  expect(log.audits.map((row) => [row.service, row.action, row.status])).toEqual([
    ["servicePrincipalCredentials", "create", 403],
    ["accountsAccessControl", "updateRuleSet", 200],
    ["servicePrincipalCredentials", "create", 200],
    ["servicePrincipalCredentials", "delete", 200],
  ]);
  expect(log.audits.at(-1)).toMatchObject({
    params: { service_principal: IDS.loader },
    ownParams: { secret_id: id },
  });
});

test("a rule set with a stale etag is a conflict", () => {
  const { account, perform } = actedAccount();
  const put = (etag: string) =>
    perform({ kind: "put_rule_set", name: "accounts/acc-1/ruleSets/default", etag, grantRules: [] });
  const etag = made(put(""), "etag");
  expect(account.ruleSets.get("accounts/acc-1/ruleSets/default")?.etag).toBe(etag);
  expect(put("stale")).toMatchObject({ refusal: { status: 409 } });
  expect(put(etag).kind).toBe("done");
});
