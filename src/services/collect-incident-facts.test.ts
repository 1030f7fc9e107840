import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databricksFaults } from "../../test/conformance/dialect-databricks-syntax.ts";
import {
  ANA,
  ASSESSED,
  createTable,
  FILL_STATEMENTS,
  REVENUE,
} from "../../test/duckdb/incident-telemetry.ts";
import type { IncidentFacts } from "../attribution/define-reason.ts";
import type { SecurableName } from "../domain/access.ts";
import type { Finding } from "../domain/evidence.ts";
import type { Entity, SignalId } from "../domain/observation.ts";
import type { PrincipalId } from "../domain/principal.ts";
import { DAY_MS, durationMs, epochMs, HOUR_MS, pValue } from "../domain/units.ts";
import { type MemoryEngine, openMemoryEngine } from "../engines/duckdb/open-memory-engine.ts";
import type { Engine } from "../ports/engine.ts";
import { SIGNALS } from "../signals/registry.gen.ts";
import { databricksDialect } from "../sql/dialects/databricks.ts";
import { renderSql } from "../sql/sql.ts";
import { collectIncidentFacts, type Incident, type IncidentFactsOptions } from "./collect-incident-facts.ts";

const START = Date.UTC(2026, 2, 14, 2);

const READS: Finding = findingOf("audit_event.reads_per_principal_securable", {
  kind: "principal_securable",
  principal: ANA as PrincipalId,
  securable: REVENUE as SecurableName,
});
const ROWS: Finding = findingOf("table_version.rows_per_table", securable(REVENUE));
const INCIDENT = {
  findings: [READS, ROWS],
  startsAt: epochMs(START),
  endsAt: epochMs(START + HOUR_MS),
};

function securable(name: string): Entity {
  return { kind: "securable", securable: name as SecurableName };
}

function findingOf(signal: string, entity: Entity, startMs: number = START): Finding {
  return {
    id: `${signal} ${JSON.stringify(entity)}`,
    evidence: {
      observation: {
        series: { signal: signal as SignalId, entity },
        window: { start: epochMs(startMs), length: durationMs(HOUR_MS), state: "closed" },
        value: { kind: "scalar", value: 30 },
        supportCount: 1,
      },
      detectors: ["any"],
      p: pValue(1e-8),
      referenceCount: 1,
    },
    weight: 1,
    thresholdP: 1e-5,
    value: 30,
    expected: 10,
    lower: null,
    upper: null,
    contributions: [],
    alsoAbout: [],
  };
}

function options(rest: Partial<IncidentFactsOptions> = {}): IncidentFactsOptions {
  return {
    assessed: new Set(ASSESSED),
    allFindings: INCIDENT.findings,
    signals: new Map(SIGNALS.map((signal) => [signal.id, signal])),
    signal: new AbortController().signal,
    ...rest,
  };
}

let engine: MemoryEngine;

async function allFacts(
  incidents: readonly Incident[],
  rest: IncidentFactsOptions,
  asked: Engine,
): Promise<readonly IncidentFacts[]> {
  const facts: IncidentFacts[] = [];
  for await (const batch of collectIncidentFacts(asked, incidents, rest)) facts.push(...batch);
  return facts;
}

async function factsOf(
  incident: Incident,
  rest: IncidentFactsOptions = options(),
  asked: Engine = engine,
): Promise<IncidentFacts> {
  const [facts] = await allFacts([incident], rest, asked);
  if (facts === undefined) throw new Error("an incident without facts");
  return facts;
}

beforeAll(async () => {
  engine = await openMemoryEngine();
  for (const relation of ASSESSED) await engine.execute(createTable(relation));
  for (const rows of FILL_STATEMENTS) await engine.execute(rows);
});

afterAll(() => engine.close());

describe("facts around an incident", () => {
  test("uses carry their first moment and what was known of the principal before", async () => {
    const { uses } = await factsOf(INCIDENT);
    expect(uses?.historySinceAt).toBe(Date.UTC(2026, 0, 13, 14));
    const read = uses?.rows.find((row) => row.principal === ANA && row.category === "read");
    expect(read).toEqual({
      principal: ANA,
      securable: REVENUE,
      category: "read",
      useCount: 2,
      firstAt: START + 9 * 60_000,
      firstEventId: "r1",
      earlierUseCount: 0,
      earlierSchemaUseCount: 0,
    });
    expect(uses?.rows.map((row) => row.firstEventId).sort()).toEqual(["bo", "r1", "x1"]);
  });

  test("changes of access come from the week, on the principal, the securable and what holds it", async () => {
    const { accessChanges } = await factsOf(INCIDENT);
    expect(accessChanges?.map((row) => row.eventId)).toEqual(["g1", "g2"]);
    expect(accessChanges?.[1]).toMatchObject({
      change: "add_member",
      principal: ANA,
      group: "finance readers",
    });
  });

  test("denials count up to the first success of the pair", async () => {
    const { accessAttempts } = await factsOf(INCIDENT);
    expect(accessAttempts).toEqual([
      {
        principal: ANA,
        securable: REVENUE,
        deniedCount: 2,
        firstDeniedAt: START - 10 * 60_000,
        firstDeniedEventId: "d1",
        firstSuccessAt: START + 9 * 60_000,
        firstSuccessEventId: "r1",
      },
    ]);
  });

  test("networks and hours are set against the four weeks before", async () => {
    const { networkUses, hourUses } = await factsOf(INCIDENT);
    expect(networkUses?.[0]).toMatchObject({
      network: "198.51.100.0/24",
      callCount: 2,
      earlierCallCount: 0,
      // Every day at 14:00 from 14 February 14:00 on, and two denials of the night.
      allEarlierCallCount: 30,
    });
    expect(hourUses).toEqual([
      { principal: ANA, hourOfDay: 1, callCount: 0, earlierCallCount: 2 },
      { principal: ANA, hourOfDay: 2, callCount: 3, earlierCallCount: 0 },
      { principal: ANA, hourOfDay: 14, callCount: 0, earlierCallCount: 28 },
    ]);
  });

  test("the jobs that write the securables belong to the incident, those that read them do not", async () => {
    const { jobs, jobChanges, jobRuns } = await factsOf(INCIDENT);
    expect(jobs).toEqual(["7"]);
    expect(jobChanges).toEqual([{ jobId: "7", at: Date.UTC(2026, 2, 13, 10), changedFields: "run_as" }]);
    expect(jobRuns?.map((run) => run.runId)).toEqual(["1"]);
  });

  test("writers of the incident's versions are set against the versions before", async () => {
    const { writers } = await factsOf(INCIDENT);
    expect(writers).toMatchObject([
      { version: 4, writer: ANA, earlierVersionCount: 0, allEarlierVersionCount: 3 },
    ]);
  });

  test("statements are expected from the same time of earlier days, and new against any time", async () => {
    const { queryUses } = await factsOf(INCIDENT);
    expect(queryUses).toEqual([
      {
        principal: ANA,
        queryCount: 2,
        readBytes: 5_050,
        knownShapeCount: 2,
        newShapeCount: 1,
        newShapeReadBytes: 5_000,
        expectedQueryCount: 1,
        expectedReadBytes: 200,
        statementId: "q4",
      },
    ]);
  });

  test("findings upstream that began earlier are told, later ones and others are not", async () => {
    const rows = "table_version.rows_per_table";
    const upstream = findingOf(rows, securable("main.raw.sales"), START - HOUR_MS);
    const downstream = findingOf(rows, securable("main.mart.month"), START - HOUR_MS);
    const elsewhere = findingOf(rows, securable("eu.shop.carts"), START);
    const longAgo = findingOf(rows, securable("us.shop.carts"), START - 3 * DAY_MS);
    const allFindings = [...INCIDENT.findings, upstream, downstream, elsewhere, longAgo];
    const facts = await factsOf(INCIDENT, options({ allFindings }));
    expect(facts.upstreamFindings).toEqual([upstream]);
    expect(facts.peerFindingCounts).toEqual({ [rows]: 3 });
    expect(facts.nearbyFindings).toHaveLength(3);
    expect(facts.linkedSecurables).toEqual(expect.arrayContaining(["main.raw.sales", "main.mart.month"]));
  });

  test("what rests on a relation that was not assessed is null, and the relation is not asked", async () => {
    const facts = await factsOf(INCIDENT, options({ assessed: new Set(["job_run"]) }));
    expect(facts).toMatchObject({
      accessChanges: null,
      jobChanges: null,
      jobRuns: [],
      accessAttempts: null,
      writers: null,
      uses: null,
      networkUses: null,
      hourUses: null,
      queryUses: null,
      silentHours: null,
      linkedSecurables: null,
      upstreamFindings: null,
    });
  });

  test("names beyond the bound are said to be left out", async () => {
    const findings = Array.from({ length: 33 }, (_, index) =>
      findingOf("audit_event.api_calls_per_principal", {
        kind: "principal",
        principal: `p${index}` as PrincipalId,
      }),
    );
    const facts = await factsOf({ ...INCIDENT, findings });
    expect(facts.principals).toHaveLength(30);
    expect(facts.omitted).toEqual(["what happened around 3 of 33 principals"]);
  });

  test("an hour without rows among full ones is silent", async () => {
    const full = await openMemoryEngine();
    await full.execute(createTable("job_run"));
    await full.execute(
      `INSERT INTO job_run (job_id, run_id, event_time) SELECT '1', CAST(n AS VARCHAR), TIMESTAMP '2026-03-07 00:00:00' + INTERVAL (n * 2) MINUTE
       FROM range(30 * 24 * 8) AS runs(n) WHERE NOT (n * 2 BETWEEN 10200 AND 10259)`,
    );
    const runs = findingOf("job_run.runs_per_job", { kind: "job", jobId: "1" });
    const facts = await factsOf(
      { ...INCIDENT, findings: [runs] },
      options({ assessed: new Set(["job_run"]) }),
      full,
    );
    await full.close();
    expect(facts.silentHours).toEqual([{ relation: "job_run", at: START }]);
  });
});

test("every question binds names as values and has a text for Databricks", async () => {
  const texts: string[] = [];
  const recording: Engine = {
    ...engine,
    dialect: databricksDialect,
    query: async (query) => {
      const { text, values } = renderSql(query.sql, databricksDialect.placeholder);
      expect(text).not.toContain(REVENUE);
      expect(text).not.toContain(ANA);
      expect(values.length).toBeLessThanOrEqual(256);
      texts.push(text);
      return [];
    },
  };
  await factsOf(INCIDENT, options(), recording);
  expect(texts.length).toBeGreaterThan(8);
  for (const text of texts) {
    expect(text).toContain("event_time");
    expect(databricksFaults(text)).toEqual([]);
  }
});
