import { afterAll, beforeAll, expect, test } from "vitest";
import { ASSESSED, createTable } from "../../test/duckdb/incident-telemetry.ts";
import type { IncidentFacts } from "../attribution/define-reason.ts";
import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { Finding } from "../domain/evidence.ts";
import type { Entity, SignalId } from "../domain/observation.ts";
import { DAY_MS, durationMs, epochMs, HOUR_MS, MINUTE_MS, pValue } from "../domain/units.ts";
import { type MemoryEngine, openMemoryEngine } from "../engines/duckdb/open-memory-engine.ts";
import { SIGNALS } from "../signals/registry.gen.ts";
import { collectIncidentFacts, type Incident } from "./collect-incident-facts.ts";

const FIRST_DAY = "TIMESTAMP '2026-01-01'";
const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
const DAY_COUNT = 110;
/** More than a batch, so that some incidents are asked about in another statement than others. */
const INCIDENT_COUNT = 105;
/** Every so many incidents one is asked about alone, too. */
const ALONE_EVERY = 26;

/** Rows spread over the days, no two at the same microsecond; `columns` may use the number of the row, `n`. */
function rowsOf(
  relation: CanonicalRelation,
  rowCount: number,
  columns: Readonly<Record<string, string>>,
): string {
  const stepMs = Math.floor((DAY_COUNT * DAY_MS) / rowCount);
  return `INSERT INTO ${relation} (event_time, ${Object.keys(columns).join(", ")})
    SELECT ${FIRST_DAY} + to_milliseconds(n * ${stepMs} + hash(n) % ${stepMs}), ${Object.values(columns).join(", ")}
    FROM range(${rowCount}) AS rows(n)`;
}

/** One of the names by chance that is the same every time, NULL for one of seven. */
function someOf(salt: string, kind: "p" | "t" | "j" | "w"): string {
  const pick = `hash(n, '${salt}') % 7`;
  const name = kind === "t" ? `'main.s' || (${pick} % 3) || '.t' || (${pick})` : `'${kind}' || (${pick})`;
  return `CASE WHEN hash('${salt}', n, 'null') % 7 > 0 THEN ${name} END`;
}

const FILL_STATEMENTS: readonly string[] = [
  rowsOf("audit_event", 8_000, {
    event_id: "'e' || n",
    principal: someOf("who", "p"),
    principal_kind: "'user'",
    securable: someOf("what", "t"),
    category: "list_extract(['read', 'write', 'export', 'other'], CAST(hash(n, 'c') % 4 + 1 AS INT))",
    is_denied: "hash(n, 'd') % 9 < 4",
    is_failed: "hash(n, 'd') % 9 < 7",
    network: "'198.51.' || hash(n, 'net') % 4 || '.0/24'",
  }),
  rowsOf("grant_change", 25_000, {
    event_id: "'g' || n",
    principal: someOf("who", "p"),
    changed_by: someOf("by", "p"),
    change: "'grant'",
    privilege: "'SELECT'",
    securable: someOf("what", "t"),
  }),
  rowsOf("lineage_edge", 1_500, {
    record_id: "'l' || n",
    source_securable: someOf("from", "t"),
    target_securable: someOf("to", "t"),
    job_id: someOf("job", "j"),
  }),
  rowsOf("job_change", 300, { job_id: `coalesce(${someOf("job", "j")}, 'j0')`, changed_fields: "'name'" }),
  rowsOf("job_run", 3_000, {
    job_id: `coalesce(${someOf("job", "j")}, 'j0')`,
    run_id: "'r' || n",
    is_failed: "n % 3 = 0",
  }),
  rowsOf("table_version", 1_500, {
    securable: `coalesce(${someOf("what", "t")}, 'main.s0.t0')`,
    version: "n",
    writer: someOf("who", "p"),
  }),
  rowsOf("query_run", 6_000, {
    statement_id: "'q' || n",
    principal: someOf("who", "p"),
    warehouse_id: someOf("on", "w"),
    job_id: someOf("job", "j"),
    statement_shape: "CASE WHEN n % 5 > 0 THEN 's' || hash(n, 'shape') % 40 END",
    read_bytes: "hash(n, 'bytes') % 100000",
  }),
];

const LENGTH_HOURS = [1, 5, 24, 49];

/** What the incident of a number is about: names that others share, and none at all for some kinds. */
function entitiesOf(number: number): readonly Entity[] {
  const some: readonly Entity[] = [
    { kind: "principal", principal: `p${number % 7}` } as Entity,
    { kind: "securable", securable: `main.s${(number % 7) % 3}.t${number % 7}` } as Entity,
    {
      kind: "principal_securable",
      principal: `p${(number + 2) % 7}`,
      securable: `main.s${(number % 5) % 3}.t${number % 5}`,
    } as Entity,
    { kind: "job", jobId: `j${number % 7}` } as Entity,
    { kind: "warehouse", warehouseId: `w${number % 7}` } as Entity,
  ];
  return some.filter((_, index) => (number + index) % 3 > 0);
}

function incidentOf(number: number): Incident {
  const startsAt = epochMs(
    FIRST_DAY_MS + number * DAY_MS + ((number * 37) % 24) * HOUR_MS + (number % 4) * 7 * MINUTE_MS,
  );
  const length = durationMs((LENGTH_HOURS[number % LENGTH_HOURS.length] ?? 1) * HOUR_MS);
  const findings = entitiesOf(number).map(
    (entity, index): Finding => ({
      id: `${number} ${index}`,
      evidence: {
        observation: {
          series: { signal: "audit_event.api_calls_per_principal" as SignalId, entity },
          window: { start: startsAt, length, state: "closed" },
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
    }),
  );
  return { findings, startsAt, endsAt: epochMs(startsAt + length) };
}

const INCIDENTS = Array.from({ length: INCIDENT_COUNT }, (_, number) => incidentOf(number));

let engine: MemoryEngine;
let together: { readonly facts: readonly IncidentFacts[]; readonly questions: readonly string[] };
beforeAll(async () => {
  engine = await openMemoryEngine();
  for (const relation of ASSESSED) await engine.execute(createTable(relation));
  for (const rows of FILL_STATEMENTS) await engine.execute(rows);
  together = await factsOf(INCIDENTS);
});
afterAll(() => engine.close());

async function factsOf(incidents: readonly Incident[]): Promise<typeof together> {
  const questions: string[] = [];
  const counting: MemoryEngine = {
    ...engine,
    query: (query, options) => {
      questions.push(query.name);
      return engine.query(query, options);
    },
  };
  const facts: IncidentFacts[] = [];
  const batches = collectIncidentFacts(counting, incidents, {
    assessed: new Set(ASSESSED),
    allFindings: INCIDENTS.flatMap(({ findings }) => findings),
    signals: new Map(SIGNALS.map((signal) => [signal.id, signal])),
    signal: new AbortController().signal,
  });
  for await (const batch of batches) facts.push(...batch);
  return { facts, questions };
}

test("incidents that are asked about together have the facts of each alone, by few statements", async () => {
  const { facts, questions } = together;
  expect(facts.map(({ findings }) => findings)).toEqual(INCIDENTS.map(({ findings }) => findings));
  const countByQuestion = new Map<string, number>();
  for (const name of questions) countByQuestion.set(name, (countByQuestion.get(name) ?? 0) + 1);
  expect(countByQuestion.size).toBe(12);
  expect([...countByQuestion.values()].every((count) => count <= 2)).toBe(true);
  for (let number = 0; number < INCIDENT_COUNT; number += ALONE_EVERY) {
    const alone = await factsOf(INCIDENTS.slice(number, number + 1));
    expect(facts.slice(number, number + 1)).toEqual(alone.facts);
  }
});

test("every kind of fact is there to be compared, limits that are reached among them", () => {
  const { facts } = together;
  const rowCount = (rowsIn: (of: IncidentFacts) => readonly unknown[] | null | undefined): number =>
    facts.reduce((total, each) => total + (rowsIn(each)?.length ?? 0), 0);
  expect(
    Math.min(
      rowCount((of) => of.accessChanges),
      rowCount((of) => of.jobChanges),
      rowCount((of) => of.jobRuns),
      rowCount((of) => of.accessAttempts),
      rowCount((of) => of.writers),
      rowCount((of) => of.uses?.rows),
      rowCount((of) => of.networkUses),
      rowCount((of) => of.hourUses),
      rowCount((of) => of.queryUses),
      rowCount((of) => of.linkedSecurables),
    ),
  ).toBeGreaterThan(INCIDENT_COUNT);
  expect(new Set(facts.flatMap(({ omitted }) => omitted))).toEqual(
    new Set(["changes of access around an incident beyond 500 rows"]),
  );
  const reaches = new Set(facts.map(({ uses }) => uses?.historySinceAt));
  expect(reaches.size).toBeGreaterThan(2);
});
