import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  auditEvents,
  auditRow,
  onlyEvent,
  readAuditFiles,
  readAuditFolder,
} from "../../test/conformance/source-audit.ts";
import type { SourceRow } from "../../test/conformance/source-rows.ts";

const GOLDEN = fileURLToPath(new URL("../../test/golden/audit/", import.meta.url));
/** Where published samples lie; the benchmarks' README tells where to get them. */
/** Published samples lie outside of the repository: where the variable says, or beside the checkout. */
const BESIDE = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const SAMPLES = process.env["GATEHOUSE_DATA"] ?? (existsSync(BESIDE) ? BESIDE : undefined);

const rowsOf = (path: string): readonly SourceRow[] =>
  readFileSync(`${GOLDEN}${path}`, "utf8")
    .trim()
    .split("\n")
    .map((line): SourceRow => JSON.parse(line));

/** Order of rows and of columns does not count. */
const sorted = (rows: readonly SourceRow[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

/** The same 57 events in three spellings; test/golden/audit/README.md tells how they came. */
describe("audit events in three spellings", () => {
  it.each(["exported", "delivered", "azure"])(
    "%s gives the expected rows and changes of grants",
    async (spelling) => {
      const { events, changes, coverage } = await readAuditFolder(`${GOLDEN}${spelling}`);
      // Azure's records do not carry on whose behalf somebody acted.
      const expected = rowsOf("expected-audit-events.ndjson").map((row) =>
        spelling === "azure" ? { ...row, run_as: null } : row,
      );
      expect(events).toEqual(expected);
      expect(sorted(changes)).toEqual(sorted(rowsOf("expected-grant-changes.ndjson")));
      expect(coverage).toMatchObject({ skipped: [], notAssessed: null });
    },
  );

  it.each(["exported", "delivered", "azure"])("%s twice gives no new row", async (spelling) => {
    const files: Record<string, string> = {};
    for (const entry of readdirSync(`${GOLDEN}${spelling}`, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(`${entry.parentPath}/${entry.name}`, "utf8");
      files[entry.name] = text;
      files[spelling === "exported" ? entry.name.replace("ndjson", "json") : `again-${entry.name}`] = text;
    }
    const { events, changes, summary } = await readAuditFiles(files);
    expect({ eventCount: events.length, duplicateCount: summary?.duplicateCount }).toEqual({
      eventCount: 57,
      duplicateCount: 57,
    });
    expect(changes).toHaveLength(19);
  });
});

describe.skipIf(SAMPLES === undefined)(
  `published samples of GATEHOUSE_DATA (${SAMPLES ?? "not set: skipped"})`,
  () => {
    const sampleText = (name: string) => readFileSync(`${SAMPLES}/audit-samples/${name}`, "utf8");
    const sample = (name: string): SourceRow => JSON.parse(sampleText(name));

    it("the delivered record reads", async () => {
      const { events } = await readAuditFiles({
        "record.json": sampleText("vendor-doc-createMetastoreAssignment.json"),
      });
      expect(events).toMatchObject([
        {
          event_time: "2021-08-24T03:26:24.891Z",
          workspace_id: "30490590956351435170",
          is_account_level: true,
          action_name: "createMetastoreAssignment",
          principal: "crampton.rods@email.com",
          source_ip_address: "10.2.91.100",
          user_agent_family: "curl",
          status_code: 200,
          category: "other",
        },
      ]);
    });

    it("the properties of an Azure record read; their moment is not known, and their blanked-out id is none", async () => {
      const { events } = await readAuditFiles({
        "record.json": sampleText("azure-eventhub-properties-commandFinish.json"),
      });
      const [event] = events;
      expect(event).toMatchObject({
        event_time: null,
        service_name: "databrickssql",
        action_name: "commandFinish",
        status_code: 200,
        source_ip_address: null,
        principal: null,
      });
      expect(event?.["event_id"]).toMatch(/^derived-[0-9a-f]{64}$/);
    });

    it("parameters and results of Delta Sharing read", async () => {
      const rows = [
        auditRow({
          service_name: "unityCatalog",
          action_name: "generateTemporaryTableCredential",
          request_params: sample("vendor-doc-generateTemporaryTableCredential.request-params.json"),
        }),
        auditRow({
          event_id: "e2",
          service_name: "unityCatalog",
          action_name: "deltaSharingQueriedTable",
          request_params: {},
          response: {
            status_code: 200,
            result: JSON.stringify(sample("vendor-doc-deltaSharingQueriedTable.response-result.json")),
          },
        }),
      ];
      expect(await auditEvents(rows)).toMatchObject([
        { category: "read", operation: "READ", securable: "sometablename" },
        { category: "export", securable: "cookie_ingredients", securable_type: "shared_table" },
      ]);
    });
  },
);

describe("events without an id", () => {
  it("get one from what they say, whatever the order of their parameters", async () => {
    const params = { first: "1", second: "2" };
    const reordered = { second: "2", first: "1" };
    const rows = [
      auditRow({ event_id: null, request_params: params }),
      auditRow({ event_id: " ", request_params: reordered }),
    ];
    expect(await auditEvents(rows)).toHaveLength(1);
  });

  it("stay apart when they differ in anything that tells events apart", async () => {
    const others = [
      { event_time: "2026-10-01T08:00:00.001Z" },
      { workspace_id: "2" },
      { service_name: "secrets" },
      { action_name: "logout" },
      { request_id: "r-2" },
      { request_params: { user: "x" } },
      { user_identity: { email: "bob@example.com" } },
      { response: { status_code: 401 } },
    ];
    const rows = [{}, ...others].map((more) => auditRow({ ...more, event_id: null }));
    expect(await auditEvents([...rows, ...rows])).toHaveLength(1 + others.length);
  });
});

describe("hostile and broken rows", () => {
  it("a row of nothing but its service stays", async () => {
    const row = { event_time: "2026-10-01T08:00:00Z", service_name: "x", action_name: null };
    expect(await onlyEvent(row)).toMatchObject({
      category: "other",
      principal: null,
      workspace_id: "0",
      is_failed: null,
    });
  });

  it("quotes, separators and line breaks in parameters pass as they are", async () => {
    const params = { securable_full_name: "a'; DROP TABLE x --.\u001f.`y``\n`", changes: "'\"\\" };
    const row = auditRow({
      service_name: "unityCatalog",
      action_name: "updatePermissions",
      request_params: params,
    });
    const { change_detail: detail } = await onlyEvent(row);
    expect(JSON.parse(String(detail))).toEqual(params);
  });

  it("a parameter that comes twice is read once", async () => {
    const { events } = await readAuditFiles({
      "record.json": `{"serviceName":"secrets","actionName":"putAcl","timestamp":1,"requestParams":{"principal":"a","principal":"b"}}`,
    });
    expect(events).toMatchObject([{ target_principal: "a" }]);
  });

  it("a record whose parameters cannot be read keeps its row, and is counted", async () => {
    const record = {
      serviceName: "secrets",
      actionName: "putAcl",
      timestamp: 1,
      requestParams: '{"principal":"a... truncated',
    };
    const { events, coverage } = await readAuditFiles({ "record.json": JSON.stringify(record) });
    expect(events).toMatchObject([
      { action_name: "putAcl", category: "permission_change", target_principal: null },
    ]);
    expect(coverage?.skipped).toMatchObject([{ file: "record.json" }]);
  });
});

describe("exports of Log Analytics", () => {
  it("a row reads, its objects given as objects or as text", async () => {
    const row = {
      TimeGenerated: "2026-10-01T08:00:00.1230000Z",
      _ResourceId: "/subscriptions/s/resourcegroups/r/providers/microsoft.databricks/workspaces/Prod-EU",
      Identity: '{"email":"Ana@Example.com"}',
      LogId: "00000000-0000-4000-8000-00000000000A",
      ServiceName: "accounts",
      ActionName: "login",
      RequestParams: { user: "ana@example.com" },
      Response: '{"statusCode":401}',
      SourceIpAddress: "203.0.113.7",
      UserAgent: "Mozilla/5.0",
    };
    const { events } = await readAuditFiles({ "export.json": JSON.stringify(row) });
    expect(events).toMatchObject([
      {
        event_id: "00000000-0000-4000-8000-00000000000a",
        event_time: "2026-10-01T08:00:00.123Z",
        workspace_id: "prod-eu",
        is_account_level: false,
        principal: "ana@example.com",
        category: "login",
        is_denied: true,
      },
    ]);
  });
});
