import { expect, test } from "vitest";
import type { SecurableName } from "../domain/access.ts";
import type { Finding } from "../domain/evidence.ts";
import type { Entity, ObservedValue, SignalId } from "../domain/observation.ts";
import type { PrincipalId } from "../domain/principal.ts";
import { DAY_MS, durationMs, epochMs, HOUR_MS, pValue } from "../domain/units.ts";
import { incidentSentence, type SignalText } from "./explain-incident.ts";

const TEXTS: Readonly<Record<string, SignalText>> = {
  bytes: { title: "Bytes read per principal", sentence: "{entity} read {value} in one hour", unit: "By" },
  billing: { title: "Cost per job", sentence: "{entity} cost {value} at list price in one day", unit: "USD" },
  calls: {
    title: "API calls per principal",
    sentence: "{entity} made {value} API calls in one hour",
    unit: "1",
  },
  networks: {
    title: "Networks per principal",
    sentence: "The networks behind {value} calls of {entity} differ from before",
    unit: "1",
  },
};

const textOf = (id: SignalId): SignalText => TEXTS[id] ?? { title: id, sentence: id, unit: "1" };
const ANA: Entity = { kind: "principal", principal: "ana@example.com" as PrincipalId };

function finding(
  signal: string,
  entity: Entity,
  rest: Partial<Finding> & {
    readonly p?: number;
    readonly windowMs?: number;
    readonly observed?: ObservedValue;
  } = {},
): Finding {
  const value = rest.value ?? 12;
  return {
    id: signal,
    evidence: {
      observation: {
        series: { signal: signal as SignalId, entity },
        window: {
          start: epochMs(Date.UTC(2026, 2, 14, rest.windowMs === undefined ? 2 : 0)),
          length: durationMs(rest.windowMs ?? HOUR_MS),
          state: "closed",
        },
        value: rest.observed ?? { kind: "scalar", value },
        supportCount: 1,
      },
      detectors: ["any"],
      p: pValue(rest.p ?? 1e-6),
      referenceCount: 1,
    },
    weight: 1,
    thresholdP: 1e-5,
    value,
    expected: rest.expected ?? null,
    lower: rest.lower ?? null,
    upper: rest.upper ?? null,
    contributions: rest.contributions ?? [],
    alsoAbout: [],
  };
}

test("one finding is told with its unit, what was expected, and when", () => {
  const bytes = finding("bytes", ANA, { value: 1.2e12, expected: 3e9, lower: 1e9, upper: 9e9 });
  expect(incidentSentence([bytes], textOf)).toBe(
    "ana@example.com read 1.2 TB in one hour, against 3 GB expected (usually 1 GB to 9 GB), 2026-03-14 02:00 to 03:00 UTC.",
  );
});

test("money of a day names the day", () => {
  const dear = finding(
    "billing",
    { kind: "job", jobId: "71" },
    { value: 412.5, expected: 40, windowMs: DAY_MS },
  );
  expect(incidentSentence([dear], textOf)).toBe(
    "job 71 cost $412.50 at list price in one day, against $40.00 expected, on 2026-03-14 (UTC).",
  );
});

test("the strongest finding comes first, whatever the order; the others are summarized", () => {
  const calls = finding("calls", ANA, { p: 1e-4 });
  const bytes = finding("bytes", ANA, { value: 5e9, p: 1e-12 });
  const networks = finding("networks", ANA, { p: 1e-5 });
  expect(incidentSentence([calls, networks, calls, bytes], textOf)).toBe(
    "ana@example.com read 5 GB in one hour, 2026-03-14 02:00 to 03:00 UTC. Also unusual: networks per principal, API calls per principal (2 findings).",
  );
});

test("categories tell how many items and which carry the change", () => {
  const networks = finding("networks", ANA, {
    value: 0.4,
    observed: { kind: "categories", counts: { "198.51.100.0/24": 40, "203.0.113.0/24": 2 } },
    contributions: [
      { part: "203.0.113.0/24", share: 0.1 },
      { part: "198.51.100.0/24", share: 0.9 },
    ],
  });
  expect(incidentSentence([networks], textOf)).toBe(
    "The networks behind 42 calls of ana@example.com differ from before, above all in 198.51.100.0/24, 203.0.113.0/24, 2026-03-14 02:00 to 03:00 UTC.",
  );
});

test("a name is put in as it is, also with signs that replacement patterns use", () => {
  const odd: Entity = { kind: "securable", securable: "main.a.`$&`" as SecurableName };
  expect(incidentSentence([finding("bytes", odd)], textOf)).toContain("main.a.`$&` read");
});

test("an incident without findings is a bug", () => {
  expect(() => incidentSentence([], textOf)).toThrow(/without findings/);
});
