import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, ANA, BEN, ETL, STEWARD } from "../../../../test/emulator/open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "../../../../test/emulator/open-small-emulator.ts";
import { objectsField } from "../body-fields.ts";

const JOBS = "/api/2.2/jobs";
const ACCOUNT = "11111111-2222-4333-a444-555555555555";

describe("jobs, permissions, tokens and settings", () => {
  let emulator: SmallEmulator;
  beforeAll(async () => {
    emulator = await openSmallEmulator();
  });
  afterAll(() => emulator.simulation.close());

  it("a job tells what was sent of it, and is paused with its whole schedule", async () => {
    const settings = {
      name: "report",
      tasks: [{ task_key: "one", notebook_task: { notebook_path: "/one" }, timeout_seconds: 5 }],
      schedule: { quartz_cron_expression: "0 0 3 * * ?", timezone_id: "UTC", pause_status: "UNPAUSED" },
      max_concurrent_runs: 3,
    };
    const { job_id } = (await emulator.call(STEWARD, `POST ${JOBS}/create`, settings)).body;
    const got = await emulator.call(STEWARD, `GET ${JOBS}/get?job_id=${job_id}`);
    expect(got.body).toMatchObject({ job_id, run_as_user_name: STEWARD, settings });
    const schedule = { ...settings.schedule, pause_status: "PAUSED" };
    await emulator.call(STEWARD, `POST ${JOBS}/update`, { job_id: job_id ?? 0, new_settings: { schedule } });
    const paused = await emulator.call(STEWARD, `GET ${JOBS}/get?job_id=${job_id}`);
    expect(paused.body["settings"]).toMatchObject({ ...settings, schedule });
    await emulator.call(STEWARD, `POST ${JOBS}/delete`, { job_id: job_id ?? 0 });
    const gone = await emulator.call(STEWARD, `GET ${JOBS}/get?job_id=${job_id}`);
    expect(gone).toMatchObject({ status: 400, body: { message: `Job ${job_id} does not exist.` } });
  });

  it("jobs are seen and changed by level, and refusals use the service's words", async () => {
    expect((await emulator.call(ANA, `GET ${JOBS}/list`)).body["jobs"]).toBeUndefined();
    expect(
      await emulator.call(ANA, `POST ${JOBS}/update`, { job_id: 700, new_settings: { name: "mine" } }),
    ).toMatchObject({
      status: 403,
      body: { error_code: "PERMISSION_DENIED" },
    });
    expect((await emulator.call(ANA, `GET ${JOBS}/get?job_id=700`)).body["message"]).toBe(
      `User ${ANA} does not have View or Admin or Manage Run or Owner permissions on job 700`,
    );
  });

  it("one idempotency token starts one run; a canceled run says so in both forms", async () => {
    const body = { job_id: 700, idempotency_token: "once" };
    const first = await emulator.call(ADMIN, `POST ${JOBS}/run-now`, body);
    const again = await emulator.call(ADMIN, `POST ${JOBS}/run-now`, body);
    expect(again.body["run_id"]).toBe(first.body["run_id"]);
    const runs = await emulator.call(ADMIN, `GET ${JOBS}/runs/list?job_id=700&active_only=true`);
    expect(objectsField(runs.body, "runs")).toHaveLength(1);
    await emulator.call(ADMIN, `POST ${JOBS}/runs/cancel-all`, { job_id: 700 });
    const run = await emulator.call(ADMIN, `GET ${JOBS}/runs/get?run_id=${first.body["run_id"]}`);
    expect(run.body).toMatchObject({
      status: { state: "TERMINATED", termination_details: { code: "USER_CANCELED" } },
      state: { life_cycle_state: "TERMINATED", result_state: "CANCELED" },
    });
  });

  it("a list of permissions is replaced or merged, and a job has exactly one owner", async () => {
    const path = "/api/2.0/permissions/jobs/700";
    const merged = await emulator.call(ADMIN, `PATCH ${path}`, {
      access_control_list: [{ user_name: ANA, permission_level: "CAN_VIEW" }],
    });
    expect(
      objectsField(merged.body, "access_control_list").map(
        (entry) => entry["user_name"] ?? entry["group_name"],
      ),
    ).toEqual([undefined, ANA, "admins"]);
    expect((await emulator.call(ANA, `GET ${JOBS}/get?job_id=700`)).status).toBe(200);
    const ownerless = await emulator.call(ADMIN, `PUT ${path}`, {
      access_control_list: [{ user_name: ANA, permission_level: "CAN_VIEW" }],
    });
    expect(ownerless).toMatchObject({
      status: 400,
      body: { message: "The job must have exactly one owner." },
    });
    await emulator.call(ADMIN, `PUT ${path}`, {
      access_control_list: [{ service_principal_name: ETL, permission_level: "IS_OWNER" }],
    });
    expect((await emulator.call(ANA, `GET ${JOBS}/get?job_id=700`)).status).toBe(403);
    const levels = await emulator.call(ADMIN, `GET ${path}/permissionLevels`);
    expect(objectsField(levels.body, "permission_levels")).toHaveLength(4);
  });

  it("warehouses start and stop, and are seen by level", async () => {
    expect((await emulator.call(BEN, "GET /api/2.0/sql/warehouses")).body["warehouses"]).toEqual([]);
    await emulator.call(ADMIN, "POST /api/2.0/sql/warehouses/ab12/stop");
    expect((await emulator.call(ANA, "GET /api/2.0/sql/warehouses/ab12")).body["state"]).toBe("STOPPED");
    expect((await emulator.call(ANA, "POST /api/2.0/sql/warehouses/ab12/start")).status).toBe(200);
  });

  it("a token opens the account until it is revoked, and administrators see all of them", async () => {
    const made = await emulator.call(ANA, "POST /api/2.0/token/create", {
      comment: "mine",
      lifetime_seconds: 60,
    });
    const authorization = `Bearer ${made.body["token_value"]}`;
    const me = () =>
      emulator.call({ name: null, headers: { authorization } }, "GET /api/2.0/preview/scim/v2/Me");
    expect((await me()).body["userName"]).toBe(ANA);
    const listed = await emulator.call(
      ADMIN,
      `GET /api/2.0/token-management/tokens?created_by_username=${ANA}`,
    );
    const info = objectsField(listed.body, "token_infos").find((token) => token["comment"] === "mine");
    expect(info).toMatchObject({ owner_id: Number(emulator.ids.ana), workspace_id: 1001 });
    await emulator.call(ADMIN, `DELETE /api/2.0/token-management/tokens/${info?.["token_id"]}`);
    expect((await me()).status).toBe(401);
    expect((await emulator.call(ANA, "GET /api/2.0/token-management/tokens")).status).toBe(403);
  });

  it("a secret of a service principal signs in until it is deleted", async () => {
    const path = `/api/2.0/accounts/${ACCOUNT}/servicePrincipals/${emulator.ids.etl}/credentials/secrets`;
    const made = await emulator.call(ADMIN, `POST ${path}`, { lifetime: "3600s" });
    const signIn = async () => {
      const form = {
        grant_type: "client_credentials",
        client_id: ETL,
        client_secret: String(made.body["secret"]),
      };
      const body = new URLSearchParams(form).toString();
      return (await emulator.app.request("/oidc/v1/token", { method: "POST", body })).status;
    };
    expect(await signIn()).toBe(200);
    await emulator.call(ADMIN, `DELETE ${path}/${made.body["id"]}`);
    expect(await signIn()).toBe(401);
    expect((await emulator.call(BEN, `GET ${path}`)).status).toBe(403);
  });

  it("rule sets are replaced under their etag", async () => {
    const base = `/api/2.0/preview/accounts/${ACCOUNT}/access-control/rule-sets`;
    const name = `accounts/${ACCOUNT}/servicePrincipals/${ETL}/ruleSets/default`;
    const first = await emulator.call(ADMIN, `GET ${base}?name=${name}&etag=`);
    const grant_rules = [{ role: "roles/servicePrincipal.user", principals: [`users/${ANA}`] }];
    const put = (etag: unknown) =>
      emulator.call(ADMIN, `PUT ${base}`, { name, rule_set: { name, etag: String(etag), grant_rules } });
    expect((await put(first.body["etag"])).body).toMatchObject({ name, grant_rules });
    expect((await put(first.body["etag"])).status).toBe(409);
  });

  it("principals are assigned to workspaces and let out again", async () => {
    const base = `/api/2.0/accounts/${ACCOUNT}/workspaces/1002/permissionassignments`;
    await emulator.call(ADMIN, `PUT ${base}/principals/${emulator.ids.ana}`, { permissions: ["USER"] });
    const listed = await emulator.call(ADMIN, `GET ${base}`);
    expect(
      objectsField(listed.body, "permission_assignments").map((each) => each["principal"]),
    ).toContainEqual({
      principal_id: Number(emulator.ids.ana),
      display_name: "Ana Berg",
      user_name: ANA,
    });
    const me = () => emulator.call(ANA, "GET /w/1002/api/2.0/preview/scim/v2/Me");
    expect((await me()).status).toBe(200);
    await emulator.call(ADMIN, `DELETE ${base}/principals/${emulator.ids.ana}`);
    expect((await me()).status).toBe(403);
  });

  it("settings are read and written by administrators; unknown ones are refused", async () => {
    const path = "/api/2.0/settings/types/restrict_workspace_admins/names/default";
    const status = "RESTRICT_TOKENS_AND_JOB_RUN_AS";
    await emulator.call(ADMIN, `PATCH ${path}`, { setting: { restrict_workspace_admins: { status } } });
    expect((await emulator.call(ADMIN, `GET ${path}`)).body["restrict_workspace_admins"]).toEqual({ status });
    await emulator.call(ADMIN, "PATCH /api/2.0/workspace-conf", { enableVerboseAuditLogs: "true" });
    expect(
      (await emulator.call(ADMIN, "GET /api/2.0/workspace-conf?keys=enableVerboseAuditLogs")).body,
    ).toEqual({
      enableVerboseAuditLogs: "true",
    });
    expect((await emulator.call(ADMIN, "GET /api/2.0/workspace-conf?keys=nothing")).status).toBe(400);
  });

  it("secrets of notification destinations come back as set, not as values", async () => {
    const made = await emulator.call(ADMIN, "POST /api/2.0/notification-destinations", {
      display_name: "hook",
      config: { generic_webhook: { url: "https://hooks.example.com/x", username: "u" } },
    });
    expect(made.body).toMatchObject({
      destination_type: "WEBHOOK",
      config: { generic_webhook: { url_set: true } },
    });
    expect(made.text).not.toContain("hooks.example.com");
  });

  it("access requests go where the securable, or what it lies in, sends them", async () => {
    const destinations = [{ destination_id: "owner@example.com", destination_type: "EMAIL" }];
    await emulator.call(ADMIN, "PATCH /api/3.0/rfa/destinations?update_mask=destinations", {
      securable: { type: "CATALOG", full_name: "main" },
      destinations,
    });
    const asked = await emulator.call(ANA, "POST /api/3.0/rfa/requests", {
      requests: [
        {
          comment: "please",
          securable_permissions: [
            { securable: { type: "TABLE", full_name: "main.sales.orders" }, permissions: ["SELECT"] },
          ],
        },
      ],
    });
    expect(objectsField(asked.body, "responses")[0]?.["request_destinations"]).toMatchObject([
      { destinations, destination_source_securable: { type: "CATALOG", full_name: "main" } },
    ]);
  });
});
