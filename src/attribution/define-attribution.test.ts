import { describe, expect, test } from "vitest";
import type { SecurableName } from "../domain/access.ts";
import type { Finding } from "../domain/evidence.ts";
import { HYPOTHESES } from "../domain/evidence.ts";
import type { Entity, SignalId } from "../domain/observation.ts";
import type { PrincipalId } from "../domain/principal.ts";
import { DAY_MS, durationMs, epochMs, HOUR_MS, pValue } from "../domain/units.ts";
import { attribute, withoutReason } from "./define-attribution.ts";
import type { AccessChangeRow, AccessUseRow, IncidentFacts, SignalTraits } from "./define-reason.ts";
import { REASONS } from "./registry.gen.ts";

const START = Date.UTC(2026, 2, 14, 2);
const HISTORY = { historySinceAt: epochMs(START - 60 * DAY_MS), historyMs: durationMs(60 * DAY_MS) };
const at = (clock: string, day = "2026-03-14") => epochMs(Date.parse(`${day}T${clock}:00Z`));
const ANA: Entity = { kind: "principal", principal: "ana@example.com" as PrincipalId };
const REVENUE: Entity = { kind: "securable", securable: "main.finance.revenue" as SecurableName };
const column = (securable: string): Entity => ({
  kind: "column",
  securable: securable as SecurableName,
  column: "amount",
});

const TRAITS: Readonly<Record<string, SignalTraits>> = {
  reads: { surface: "access_behavior", plane: "control", measure: "count", reads: ["audit_event"] },
  calls: { surface: "api_call_frequency", plane: "control", measure: "count", reads: ["audit_event"] },
  values: { surface: "feature_values", plane: "data", measure: "sketch", reads: ["column_profile"] },
  rows: { surface: "feature_values", plane: "data", measure: "magnitude", reads: ["table_version"] },
  runtime: { surface: "job_runtime", plane: "data", measure: "magnitude", reads: ["job_run"] },
  billing: { surface: "cost", plane: "data", measure: "magnitude", reads: ["usage"] },
};

function finding(
  signal: string,
  entity: Entity,
  rest: Partial<Finding> & { readonly startMs?: number; readonly p?: number } = {},
): Finding {
  return {
    id: `${signal}-${JSON.stringify(entity)}`,
    evidence: {
      observation: {
        series: { signal: signal as SignalId, entity },
        window: { start: epochMs(rest.startMs ?? START), length: durationMs(HOUR_MS), state: "closed" },
        value: { kind: "scalar", value: rest.value ?? 30 },
        supportCount: 1,
      },
      detectors: ["any"],
      p: pValue(rest.p ?? 1e-8),
      referenceCount: 10_000,
    },
    weight: 1,
    thresholdP: 1e-5,
    value: 30,
    expected: 10,
    lower: 5,
    upper: 15,
    contributions: [],
    alsoAbout: [],
    ...rest,
  };
}

/** Everything assessed, nothing unusual. */
function facts(findings: readonly Finding[], rest: Partial<IncidentFacts> = {}): IncidentFacts {
  return {
    findings,
    startsAt: epochMs(START),
    endsAt: epochMs(START + HOUR_MS),
    principals: [],
    securables: [],
    jobs: [],
    traits: TRAITS,
    accessChanges: [],
    jobChanges: [],
    jobRuns: [],
    accessAttempts: [],
    writers: [],
    uses: { rows: [], ...HISTORY },
    networkUses: [],
    hourUses: [],
    queryUses: [],
    silentHours: [],
    peerFindingCounts: {},
    nearbyFindings: [],
    linkedSecurables: [],
    upstreamFindings: [],
    omitted: [],
    ...rest,
  };
}

function use(
  category: AccessUseRow["category"],
  clock: string,
  rest: Partial<AccessUseRow> = {},
): AccessUseRow {
  return {
    principal: "ana@example.com",
    securable: "main.finance.revenue",
    category,
    useCount: 40,
    firstAt: at(clock),
    firstEventId: `${category}-event`,
    earlierUseCount: 0,
    earlierSchemaUseCount: 0,
    ...rest,
  };
}

const GRANT: AccessChangeRow = {
  eventId: "grant-event",
  at: at("02:03"),
  changedBy: "bo@example.com",
  change: "grant",
  principal: "ana@example.com",
  privilege: "SELECT",
  securable: "main.finance",
  group: null,
};

const ABOUT_ANA = { principals: ["ana@example.com"], securables: ["main.finance.revenue"] };

const EXFILTRATION = facts([finding("calls", ANA), finding("reads", REVENUE, { p: 1e-12 })], {
  ...ABOUT_ANA,
  accessChanges: [GRANT],
  uses: { rows: [use("read", "02:09"), use("export", "02:13", { securable: null })], ...HISTORY },
});

const idsOf = (of: IncidentFacts) => attribute(of, REASONS).reasons.map(({ id }) => id);

describe("one story for each explanation", () => {
  test("a grant, a first read and an export within minutes are unauthorized access, told in order", () => {
    const result = attribute(EXFILTRATION, REASONS);
    expect(result).toMatchObject({ kind: "attributed", favored: "unauthorized_access" });
    const sequence = result.reasons.find(({ id }) => id === "escalation-sequence");
    expect(sequence?.text).toBe(
      "ana@example.com gained SELECT on main.finance at 02:03 UTC, ana@example.com first read main.finance.revenue at 02:09 UTC and exported at 02:13 UTC",
    );
    expect(sequence?.restsOn).toEqual(["grant-event", "read-event", "export-event"]);
  });

  test("a grant to somebody who knows the schema, without an export, is newly authorized access", () => {
    const result = attribute(
      facts([finding("reads", REVENUE)], {
        ...ABOUT_ANA,
        accessChanges: [{ ...GRANT, at: at("10:00", "2026-03-12") }],
        uses: { rows: [use("read", "02:09", { earlierSchemaUseCount: 12 })], ...HISTORY },
      }),
      REASONS,
    );
    expect(result).toMatchObject({ kind: "attributed", favored: "newly_authorized_access" });
    expect(result.reasons.find(({ id }) => id === "recent-access-change")?.text).toContain(
      "2026-03-12 10:00 UTC",
    );
  });

  test("values that shift at once in unconnected schemas are a data shift", () => {
    const result = attribute(
      facts([finding("values", column("main.sales.orders"))], {
        securables: ["main.sales.orders"],
        nearbyFindings: [
          finding("values", column("main.web.visits")),
          finding("values", column("eu.shop.carts")),
          finding("values", column("us.shop.carts")),
        ],
        peerFindingCounts: { values: 3 },
      }),
      REASONS,
    );
    expect(result).toMatchObject({ kind: "attributed", favored: "data_shift" });
  });

  test("failing runs after a change of the job are a pipeline fault", () => {
    const run = (runId: string, clock: string, isFailed: boolean) => ({
      jobId: "7",
      runId,
      at: at(clock),
      isFailed,
      retryCount: 0,
    });
    const result = attribute(
      facts([finding("runtime", { kind: "job", jobId: "7" })], {
        jobs: ["7"],
        jobChanges: [{ jobId: "7", at: at("01:40"), changedFields: "run_as" }],
        jobRuns: [run("1", "00:10", false), run("2", "01:10", false), run("3", "02:10", true)],
      }),
      REASONS,
    );
    expect(result).toMatchObject({ kind: "attributed", favored: "pipeline_fault" });
    expect(result.reasons.map(({ id }) => id).sort()).toEqual([
      "failures-and-retries",
      "job-definition-changed",
    ]);
  });

  test("more of the same statements behind a higher bill are usage growth", () => {
    const result = attribute(
      facts([finding("billing", { kind: "warehouse", warehouseId: "w" })], {
        queryUses: [
          {
            principal: "ana@example.com",
            queryCount: 300,
            readBytes: 3e9,
            knownShapeCount: 300,
            newShapeCount: 3,
            newShapeReadBytes: 1e6,
            expectedQueryCount: 100,
            expectedReadBytes: 1e9,
            statementId: "s1",
          },
        ],
      }),
      REASONS,
    );
    expect(result).toMatchObject({ kind: "attributed", favored: "usage_growth" });
  });

  test("hours without a row are a telemetry fault, even where jobs look idle", () => {
    const result = attribute(
      facts([finding("runtime", { kind: "job", jobId: "7" }, { value: 0 })], {
        silentHours: [{ relation: "job_run", at: epochMs(START) }],
      }),
      REASONS,
    );
    expect(result).toMatchObject({ kind: "attributed", favored: "telemetry_fault" });
  });
});

describe("undetermined", () => {
  test("no reason gives no verdict, whatever the prior", () => {
    const result = attribute(facts([finding("billing", REVENUE)]), REASONS);
    expect(result.kind).toBe("undetermined");
    expect(result.missing).toEqual([
      "no telemetry around the incident speaks for or against any explanation",
    ]);
  });

  test("evidence that does not tell two explanations apart gives no verdict", () => {
    const result = attribute(
      facts([finding("values", column("main.sales.orders"))], {
        upstreamFindings: [finding("values", column("main.raw.orders"), { startMs: START - HOUR_MS })],
      }),
      REASONS,
    );
    expect(result.kind).toBe("undetermined");
    expect(result.reasons.map(({ id }) => id)).toEqual(["upstream-moved-first"]);
  });

  test("what was not assessed is named", () => {
    const result = attribute(
      facts([finding("reads", REVENUE)], {
        accessChanges: null,
        uses: null,
        omitted: ["what happened around 3 of 33 principals"],
      }),
      REASONS,
    );
    expect(result.kind).toBe("undetermined");
    expect(result.missing).toEqual(
      expect.arrayContaining([
        "changes of access (audit events of grants and groups)",
        "audit events (who used what)",
        "what happened around 3 of 33 principals",
      ]),
    );
  });
});

describe("the arithmetic", () => {
  test("a posterior sums to one and is never negative", () => {
    const { posterior } = attribute(EXFILTRATION, REASONS);
    expect(HYPOTHESES.reduce((sum, each) => sum + posterior[each], 0)).toBeCloseTo(1, 12);
    for (const each of HYPOTHESES) expect(posterior[each]).toBeGreaterThan(0);
  });

  test("evidence moves log-odds by 0.7 of its log-likelihood ratio", () => {
    const reason = {
      id: "only",
      title: "only",
      startLogOdds: { data_shift: 2 },
      evaluate: () => ({ kind: "holds", text: "it does", restsOn: ["row"] }) as const,
    };
    const of = facts([finding("values", column("main.sales.orders"))]);
    const before = attribute(of, []).posterior;
    const after = attribute(of, [reason]).posterior;
    const odds = (p: typeof before) => Math.log(p.data_shift / p.pipeline_fault);
    expect(odds(after) - odds(before)).toBeCloseTo(1.4, 12);
  });

  test("learned log-odds replace the start values", () => {
    const flat = attribute(EXFILTRATION, REASONS, { logOddsOf: () => ({}) });
    expect(flat.posterior.newly_authorized_access).toBeCloseTo(0.3, 12);
  });

  test("reasons come in the order in which the favored explanation would move without them", () => {
    const result = attribute(EXFILTRATION, REASONS);
    const logOdds = (p: number) => Math.log(p / (1 - p));
    const full = logOdds(result.posterior.unauthorized_access);
    const pulls = result.reasons.map(({ id }) => {
      const { unauthorized_access: p } = withoutReason(EXFILTRATION, { reasons: REASONS }, id);
      return Math.abs(full - logOdds(p));
    });
    expect(pulls.length).toBeGreaterThan(2);
    expect(pulls).toEqual([...pulls].sort((a, b) => b - a));
  });

  test("without the escalation, unauthorized access is less likely; without the grant, more", () => {
    const { posterior } = attribute(EXFILTRATION, REASONS);
    const without = (id: string) => withoutReason(EXFILTRATION, { reasons: REASONS }, id).unauthorized_access;
    expect(without("escalation-sequence")).toBeLessThan(posterior.unauthorized_access);
    expect(without("recent-access-change")).toBeGreaterThan(posterior.unauthorized_access);
  });
});

describe("reasons hold only on their own ground", () => {
  test("a grant on another catalog is not on the path", () => {
    expect(
      idsOf({ ...EXFILTRATION, accessChanges: [{ ...GRANT, securable: "other.finance" }] }),
    ).not.toContain("recent-access-change");
  });

  test("a name that only begins alike does not cover a securable", () => {
    expect(idsOf({ ...EXFILTRATION, accessChanges: [{ ...GRANT, securable: "main.fin" }] })).not.toContain(
      "recent-access-change",
    );
  });

  test("access taken away explains no new access", () => {
    expect(idsOf({ ...EXFILTRATION, accessChanges: [{ ...GRANT, change: "revoke" }] })).not.toContain(
      "recent-access-change",
    );
  });

  test("a grant after the read began no escalation", () => {
    expect(idsOf({ ...EXFILTRATION, accessChanges: [{ ...GRANT, at: at("02:20") }] })).not.toContain(
      "escalation-sequence",
    );
  });

  test("with a short audit history nobody is new", () => {
    const uses = EXFILTRATION.uses;
    const short = uses === null ? null : { ...uses, historySinceAt: epochMs(START - DAY_MS) };
    const result = attribute({ ...EXFILTRATION, uses: short }, REASONS);
    expect(result.reasons.map(({ id }) => id)).not.toContain("first-contact");
    expect(result.missing).toContain("audit events of at least 7 days before the incident");
  });

  test("two denials are a mistake, three before a success are a reason", () => {
    const attempt = (deniedCount: number) => ({
      principal: "ana@example.com",
      securable: "main.finance.revenue",
      deniedCount,
      firstDeniedAt: at("01:50"),
      firstDeniedEventId: "d",
      firstSuccessAt: at("02:09"),
      firstSuccessEventId: "s",
    });
    const of = facts([finding("reads", REVENUE)], ABOUT_ANA);
    expect(idsOf({ ...of, accessAttempts: [attempt(2)] })).toEqual([]);
    expect(idsOf({ ...of, accessAttempts: [attempt(3)] })).toEqual(["denied-before-success"]);
  });

  test("a new network counts only for a principal with a past", () => {
    const network = (allEarlierCallCount: number) => ({
      principal: "ana@example.com",
      network: "198.51.100.0/24",
      callCount: 20,
      firstAt: at("02:05"),
      firstEventId: "n",
      earlierCallCount: 0,
      allEarlierCallCount,
    });
    const of = facts([finding("calls", ANA)], { principals: ["ana@example.com"] });
    expect(idsOf({ ...of, networkUses: [network(20)] })).toEqual([]);
    expect(idsOf({ ...of, networkUses: [network(2_000)] })).toEqual(["unusual-place-or-time"]);
  });

  test("the hours at which somebody works are not off hours", () => {
    const hours = (earlierCallCount: number) => [
      { principal: "ana@example.com", hourOfDay: 2, callCount: 40, earlierCallCount },
      { principal: "ana@example.com", hourOfDay: 14, callCount: 0, earlierCallCount: 5_000 },
    ];
    const of = facts([finding("calls", ANA)], { principals: ["ana@example.com"] });
    expect(idsOf({ ...of, hourUses: hours(50) })).toEqual([]);
    expect(idsOf({ ...of, hourUses: hours(0) })).toEqual(["unusual-place-or-time"]);
  });

  test("a writer of few of many versions is unusual", () => {
    const writer = {
      securable: "main.finance.revenue",
      version: 8,
      at: at("02:10"),
      writer: "ana@example.com",
    };
    const of = facts([finding("rows", REVENUE)], { securables: ["main.finance.revenue"] });
    const written = (earlierVersionCount: number) => [
      { ...writer, earlierVersionCount, allEarlierVersionCount: 100 },
    ];
    expect(idsOf({ ...of, writers: written(0) })).toEqual(["unusual-writer"]);
    expect(idsOf({ ...of, writers: written(50) })).toEqual([]);
  });

  test("the turn of the month needs others that moved the same way", () => {
    const startsAt = at("02:00", "2026-03-31");
    const of = { ...facts([finding("billing", REVENUE)]), startsAt, endsAt: epochMs(startsAt + HOUR_MS) };
    expect(idsOf({ ...of, peerFindingCounts: {} })).toEqual([]);
    expect(idsOf({ ...of, peerFindingCounts: { billing: 4 } })).toContain("month-boundary");
  });

  test("new statements that read most of the bytes are a reason; redacted texts are named as missing", () => {
    const row = {
      principal: "ana@example.com",
      queryCount: 10,
      readBytes: 9e9,
      knownShapeCount: 10,
      newShapeCount: 2,
      newShapeReadBytes: 8e9,
      expectedQueryCount: 10,
      expectedReadBytes: 1e9,
      statementId: "s1",
    };
    const of = facts([finding("calls", ANA)], { principals: ["ana@example.com"] });
    expect(idsOf({ ...of, queryUses: [row] })).toEqual(["new-query-texts"]);
    const redacted = attribute({ ...of, queryUses: [{ ...row, knownShapeCount: 0 }] }, REASONS);
    expect(redacted.missing).toContain("texts of the statements (redacted)");
  });

  test("somebody who changes their own access is named", () => {
    const own = { ...GRANT, changedBy: "ana@example.com" };
    expect(idsOf({ ...EXFILTRATION, accessChanges: [own] })).toContain("self-granted-access");
    expect(idsOf(EXFILTRATION)).not.toContain("self-granted-access");
  });
});
