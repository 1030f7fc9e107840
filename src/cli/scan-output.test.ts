import { describe, expect, it } from "vitest";
import { documentedKeys, keyPaths } from "../../test/cli/documented-keys.ts";
import { explainConfig } from "../config/explain-config.ts";
import { loadConfig } from "../config/load-config.ts";
import type { SecurableName } from "../domain/access.ts";
import type { Json } from "../domain/brand.ts";
import { HYPOTHESES, type Hypothesis } from "../domain/evidence.ts";
import type { Entity } from "../domain/observation.ts";
import type { PrincipalId } from "../domain/principal.ts";
import { epochMs, pValue } from "../domain/units.ts";
import type { ScanCoverage, ScanFinding, ScanIncident } from "../services/scan-report.ts";
import { entryOf } from "./commands/explain.ts";
import { displayWidth } from "./display-width.ts";
import { ledgerReportJson } from "./ledger-report-json.ts";
import { renderCoverage } from "./render-coverage.ts";
import { renderIncident } from "./render-incident.ts";
import { coverageJson, incidentJson } from "./scan-json.ts";
import { verdictJson } from "./series-json.ts";
import { type Line, renderLine } from "./styled-line.ts";

const at = (text: string) => epochMs(Date.parse(text));
const PRINCIPAL = "mallory@example.com" as PrincipalId;
const TABLE = "main.sales.orders" as SecurableName;

const READS: ScanFinding = {
  id: "fnd_1",
  signal: "audit.reads_per_principal_securable",
  title: "reads per principal and securable",
  sentence: "mallory@example.com read main.sales.orders 40 times in an hour",
  surface: "access_behavior",
  unit: "1",
  entity: { kind: "principal_securable", principal: PRINCIPAL, securable: TABLE },
  window: { start: at("2026-03-14T02:00Z"), end: at("2026-03-14T03:00Z") },
  value: 40,
  expected: 0.02,
  lower: 0,
  upper: 1,
  p: pValue(3.2e-9),
  thresholdP: 1e-6,
  weight: 1.4,
  detectors: ["gamma-poisson", "slow-growth"],
  contributions: [],
};

const SHAPE: ScanFinding = {
  ...READS,
  id: "fnd_2",
  signal: "profile.column_shape",
  title: "shape of a column",
  unit: "bits",
  entity: { kind: "column", securable: TABLE, column: "amount" },
  expected: null,
  lower: null,
  upper: null,
  value: 8.2,
  contributions: [{ part: "100 – 200", share: 0.8 }],
};

function posterior(favored: Hypothesis, share: number): Readonly<Record<Hypothesis, number>> {
  const rest = (1 - share) / (HYPOTHESES.length - 1);
  return {
    data_shift: rest,
    pipeline_fault: rest,
    newly_authorized_access: rest,
    unauthorized_access: rest,
    usage_growth: rest,
    telemetry_fault: rest,
    [favored]: share,
  };
}

const INCIDENT: ScanIncident = {
  id: "inc_1",
  openedAt: at("2026-03-14T03:00Z"),
  window: { start: at("2026-03-14T02:00Z"), end: at("2026-03-14T03:00Z") },
  principals: [PRINCIPAL],
  securables: [TABLE],
  jobs: [],
  warehouses: [],
  findings: [READS, SHAPE],
  attribution: {
    kind: "attributed",
    favored: "unauthorized_access",
    posterior: posterior("unauthorized_access", 0.88),
    reasons: [
      {
        id: "peers-changed-too",
        text: "three peers show the same change",
        logOdds: { unauthorized_access: -1.5, data_shift: 0.8 },
        restsOn: ["fnd_9"],
      },
      {
        id: "access-changed-before",
        text: "a grant of SELECT 11 minutes before made it possible",
        logOdds: { unauthorized_access: 2.5 },
        restsOn: ["evt_1"],
      },
    ],
    missing: ["table_lineage was not assessed"],
  },
  summary:
    "mallory@example.com read main.sales.orders 40 times, 11 minutes after being granted SELECT on it.",
};

const COVERAGE: ScanCoverage = {
  sources: [
    {
      source: "audit",
      table: "system.access.audit",
      fileCount: 28,
      byteCount: 123_456,
      rowCount: 110_000,
      firstEventAt: at("2026-02-14T00:00Z"),
      lastEventAt: at("2026-03-14T12:00Z"),
      lateCount: 3,
      duplicateCount: 1_100,
      futureCount: 0,
      skipped: [{ file: "access.audit/broken.json.gz", reason: "cut in the middle", rowCount: null }],
      unknownColumns: ["shard_name"],
      absentColumns: ["identity_metadata"],
      notAssessed: null,
    },
    {
      source: "table-lineage",
      table: "system.access.table_lineage",
      fileCount: 0,
      byteCount: 0,
      rowCount: 0,
      firstEventAt: null,
      lastEventAt: null,
      lateCount: null,
      duplicateCount: 0,
      futureCount: 0,
      skipped: [],
      unknownColumns: [],
      absentColumns: [],
      notAssessed: { kind: "missing", text: "no file" },
    },
  ],
  notes: {
    skipped: [{ file: "notes.json", reason: "no known form", rowCount: null }],
    ignored: ["README.md"],
    otherTables: ["serving.endpoint_usage"],
  },
  notAssessed: [{ signal: "lineage.reads", reason: "table_lineage is missing" }],
  totals: {
    signalCount: 30,
    seriesCount: 4_000,
    observationCount: 120_000,
    findingCount: 2,
    incidentCount: 1,
    durationSeconds: 4.25,
  },
};

function text(lines: readonly Line[], width = 100): string {
  return lines.map((line) => renderLine(line, { color: false, width })).join("\n");
}

describe("renderIncident", () => {
  it("tells somebody on call the sentence, the verdict with reasons, then the findings", () => {
    expect(`\n${text(renderIncident(INCIDENT, 100))}`).toMatchInlineSnapshot(`
      "
      inc_1  opened 2026-03-14 03:00 UTC
        mallory@example.com read main.sales.orders 40 times, 11 minutes after being granted SELECT on it.

        Verdict: unauthorized access 0.88
          for       a grant of SELECT 11 minutes before made it possible (+2.5)
          against   three peers show the same change (−1.5)
          not known table_lineage was not assessed
        principals: mallory@example.com
        securables: main.sales.orders
        window (UTC)      signal                     about                         value  expected       p
        03-14 02:00 +1 h  reads_per_principal_secu…  mallory@example.com on m…        40      0.02  3.2e-9
        03-14 02:00 +1 h  column_shape               main.sales.orders#amount…  8.2 bits            3.2e-9
      "
    `);
  });

  it("says undetermined and what is missing where the evidence does not decide", () => {
    const shown = text(
      renderIncident(
        {
          ...INCIDENT,
          attribution: {
            kind: "undetermined",
            posterior: posterior("data_shift", 0.4),
            reasons: [],
            missing: ["the audit log"],
          },
        },
        100,
      ),
    );
    expect(shown).toContain("Verdict: undetermined\n    or        data shift 0.40, ");
    expect(shown).toContain("not known the audit log");
  });

  it("fits a terminal of 80 columns and hides no escape of a name", () => {
    const hostile = {
      ...INCIDENT,
      principals: ["\u001b[2Jroot"],
      summary: "word ".repeat(60).trim(),
    };
    for (const line of renderIncident(hostile, 80)) {
      const shown = renderLine(line, { color: false, width: null });
      expect(displayWidth(shown)).toBeLessThanOrEqual(80);
      expect(shown).not.toContain("\u001b");
    }
  });

  it("cuts long lists and says how many are left", () => {
    const many = { ...INCIDENT, principals: Array.from({ length: 9 }, (_, index) => `p${index}`) };
    expect(text(renderIncident(many, 100))).toContain("principals: p0, p1, p2, p3, p4 and 4 more");
  });
});

describe("renderCoverage", () => {
  it("cuts no reason on a narrow terminal", () => {
    const reason = "no file of it in the folder, and none beside it that could stand in for it";
    const silent = { ...COVERAGE, notAssessed: [{ signal: "lineage.reads", reason }] };
    const shown = text(renderCoverage(silent, 40), 40);
    expect(shown.replace(/\n {2}/g, " ")).toContain(`not assessed: lineage.reads: ${reason}\n`);
  });

  it("shows every source and makes what was not assessed stand out", () => {
    expect(`\n${text(renderCoverage(COVERAGE, 140), 140)}`).toMatchInlineSnapshot(`
      "
      Coverage
      source                state            rows  skipped  last event (UTC)  first event  late   dup.
      access.audit          assessed      110,000       0+  2026-03-14 12:00  2026-02-14      3  1,100
      access.table_lineage  NOT ASSESSED
      skipped: access.audit/broken.json.gz: cut in the middle
      skipped: notes.json: no known form
      tables that are not read: serving.endpoint_usage
      files that are no telemetry: README.md
      not assessed: access.table_lineage: no file
      not assessed: lineage.reads: table_lineage is missing

      1 incident from 2 findings
      120,000 observations of 4,000 series of 30 signals in 4.3 s"
    `);
  });
});

/** Paths of all keys, `a.b[].c`; what is below a path of `leaves` does not count. */
describe("docs/json.md", () => {
  const entities: readonly Entity[] = [
    { kind: "principal", principal: PRINCIPAL },
    { kind: "job", jobId: "7" },
    { kind: "job_task", jobId: "7", taskKey: "load" },
    { kind: "warehouse", warehouseId: "w" },
    { kind: "other", type: "network", key: "10.0.0.0/24" },
  ];
  const everything: ScanIncident = {
    ...INCIDENT,
    jobs: ["7"],
    warehouses: ["w"],
    findings: [READS, SHAPE, ...entities.map((entity) => ({ ...READS, entity }))],
  };
  const config = loadConfig({ path: null, text: "", env: {}, signals: [], detectors: [] });
  const broken = {
    ok: false,
    entryCount: 1,
    checkpointCount: 0,
    lastHash: "ab",
    lastCheckpoint: null,
    verifierKey: "k",
    break: { kind: "gap", sequence: 2, text: "the entry is missing (entry 2)" },
  } as const;
  const verdict = verdictJson({
    timestamp: "t",
    at: epochMs(0),
    value: 1,
    p: pValue(0.1),
    isAlarm: false,
    expected: 1,
    lower: 0,
    upper: 2,
    isWarming: false,
  });

  it.each<[string, Json]>([
    ["`scan`: one line an incident", incidentJson(everything)],
    ["`scan`: the last line, coverage", coverageJson(COVERAGE)],
    ["`detect`: one line a row, in the order of the input", verdict],
    ["`config explain`: one line a setting", explainConfig(config).map((row) => ({ ...row }))[0] ?? null],
    ["`explain`: one line an error code", entryOf("CLI_USAGE")],
    ["`ledger verify`: one line", ledgerReportJson(broken)],
  ])("names exactly the keys of %s", (heading, printed) => {
    const leaves = ["attribution.reasons[].logOdds"];
    const printedKeys = new Set(keyPaths(printed, leaves));
    // A source that was assessed has null where the other has an object.
    printedKeys.delete("sources[].notAssessed");
    expect([...printedKeys].sort()).toEqual([...documentedKeys(heading)].sort());
  });

  it("prints moments in ISO 8601 and null for what is not known", () => {
    expect(incidentJson(INCIDENT)).toMatchObject({
      openedAt: "2026-03-14T03:00:00.000Z",
      findings: [{ p: 3.2e-9 }, { expected: null }],
    });
    expect(coverageJson(COVERAGE)).toMatchObject({ sources: [{}, { firstEventAt: null, lateCount: null }] });
  });
});
