import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { auditEvents, auditRow, type Delivery, onlyEvent } from "../../test/conformance/source-audit.ts";
import { openSourceRows, type SourceRow } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { auditSource } from "./audit.ts";

const TABLE = auditSource.table;
const GOLDEN = new URL("../../test/golden/audit/", import.meta.url);
/** Where published samples lie; the benchmarks' README tells where to get them. */
const SAMPLES = process.env["GATEHOUSE_DATA"];

const goldenText = (path: string) => readFileSync(new URL(path, GOLDEN), "utf8");
const objectsOf = (path: string): readonly SourceRow[] =>
  goldenText(path)
    .trim()
    .split("\n")
    .map((line): SourceRow => JSON.parse(line));

/** Order of rows and of columns does not count. */
const sorted = (rows: readonly SourceRow[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

/** The same 57 events in three spellings; test/golden/audit/README.md tells how they came. */
const SPELLINGS: readonly (readonly [string, Delivery])[] = [
  ["exported system table", objectsOf("exported/access.audit.ndjson")],
  [
    "delivered to a bucket",
    {
      form: "record",
      objects: [
        ...objectsOf("delivered/workspaceId=0/date=2026-10-01/auditlogs_acc.json"),
        ...objectsOf("delivered/workspaceId=1234567890123456/date=2026-10-01/auditlogs_ws.json"),
      ],
    },
  ],
  [
    "Azure diagnostic log",
    {
      form: "azure-record",
      objects: JSON.parse(goldenText("azure/insights-logs/y=2026/m=10/d=01/h=08/m=00/PT1H.json")).records,
    },
  ],
];

describe("audit events in three spellings", () => {
  it.each(SPELLINGS)("%s gives the expected rows and changes of grants", async (_, delivery) => {
    // Azure's records do not carry on whose behalf somebody acted.
    const isAzure = "form" in delivery && delivery.form === "azure-record";
    const expected = objectsOf("expected-audit-events.ndjson").map((row) =>
      isAzure ? { ...row, run_as: null } : row,
    );
    const source = await openSourceRows([auditSource], { [TABLE]: delivery });
    expect(await source.rows(sql`SELECT * FROM audit_event ORDER BY event_time, event_id`)).toEqual(expected);
    const changes = await source.rows(sql`SELECT * FROM grant_change`);
    expect(sorted(changes)).toEqual(sorted(objectsOf("expected-grant-changes.ndjson")));
    await source.close();
  });

  it.each(SPELLINGS)("%s delivered twice gives no new row", async (_, delivery) => {
    const twice =
      "form" in delivery
        ? { ...delivery, objects: [...delivery.objects, ...delivery.objects] }
        : [...delivery, ...delivery];
    const source = await openSourceRows([auditSource], { [TABLE]: twice });
    const summary = source.summaries.get("audit_event");
    expect({ rowCount: summary?.rowCount, duplicateCount: summary?.duplicateCount }).toEqual({
      rowCount: 57,
      duplicateCount: 57,
    });
    expect(await source.rows(sql`SELECT * FROM grant_change`)).toHaveLength(19);
    await source.close();
  });
});

describe.skipIf(SAMPLES === undefined)(
  `published samples of GATEHOUSE_DATA (${SAMPLES ?? "not set: skipped"})`,
  () => {
    const sample = (name: string): SourceRow => {
      const path = `${SAMPLES}/audit-samples/${name}`;
      if (!existsSync(path)) throw new Error(`GATEHOUSE_DATA has no audit-samples/${name}`);
      return JSON.parse(readFileSync(path, "utf8"));
    };

    it("the delivered record reads", async () => {
      const objects = [sample("vendor-doc-createMetastoreAssignment.json")];
      expect(await auditEvents({ form: "record", objects })).toMatchObject([
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
      const objects = [sample("azure-eventhub-properties-commandFinish.json")];
      const [event] = await auditEvents({ form: "azure-properties", objects });
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
    const objects = [
      {
        serviceName: "secrets",
        actionName: "putAcl",
        timestamp: 1,
        requestParams: '{"principal":"a","principal":"b"}',
      },
    ];
    expect(await auditEvents({ form: "record", objects })).toMatchObject([{ target_principal: "a" }]);
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
    expect(await auditEvents({ form: "log-analytics", objects: [row] })).toMatchObject([
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
