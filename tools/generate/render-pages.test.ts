import { expect, test } from "vitest";
import { defineReason } from "../../src/attribution/define-reason.ts";
import { defineDetector } from "../../src/detectors/define-detector.ts";
import { ERROR_CODES } from "../../src/domain/error-codes.ts";
import { DAY_MS, durationMs, HOUR_MS } from "../../src/domain/units.ts";
import { defineSignal } from "../../src/signals/define-signal.ts";
import { defineSource } from "../../src/sources/define-source.ts";
import { sql } from "../../src/sql/sql.ts";
import { renderDetectors } from "./render-detectors.ts";
import { renderErrors } from "./render-errors.ts";
import { renderReasons } from "./render-reasons.ts";
import { renderSignals } from "./render-signals.ts";
import { renderSources } from "./render-sources.ts";

test("the page of errors has a row for every code", () => {
  const page = renderErrors(ERROR_CODES);
  for (const [code, { remedy }] of Object.entries(ERROR_CODES)) {
    expect(page).toContain(`| \`${code}\` |`);
    expect(page).toContain(remedy);
  }
});

test("the page of sources says what is required, what one row is and how late it may come", () => {
  const page = renderSources([
    defineSource({
      id: "door",
      title: "Doors",
      plane: "control",
      table: "system.house.door",
      columns: { id: "string", opened_at: "timestamp" },
      requiredColumns: ["id"],
      naturalKey: ["id"],
      watermark: { column: "opened_at", latenessMs: durationMs(2 * DAY_MS) },
      arrival: null,
      deliveredForms: [],
      produces: [
        { relation: "audit_event", alsoReads: ["system.house.key"], collapse: null, normalize: () => sql`` },
      ],
    }),
  ]);
  expect(page).toContain("| `door` | `system.house.door` | control | `audit_event` |");
  expect(page).toContain(
    "- One row: `id`\n- Ordered by `opened_at`; a row may come up to 2 d late\n- A row does not tell",
  );
  expect(page).toContain("- Read beside it: `system.house.key`");
  expect(page).toContain("| `id` | `string` | yes |\n| `opened_at` | `timestamp` |  |");
});

test("the page of signals puts each under what it watches, with unit, window, tolerance and floor", () => {
  const page = renderSignals([
    defineSignal({
      id: "door.opened_per_network",
      title: "doors opened",
      sentence: "{entity} opened {value} doors",
      surface: "access_behavior",
      version: 1,
      plane: "control",
      unit: "1",
      measure: "count",
      tail: "both",
      entity: "other",
      entityType: "network",
      windowMs: HOUR_MS,
      reads: ["audit_event"],
      materialityFloor: 5,
      toleranceRatio: 0.02,
      rollup: () => sql``,
    }),
  ]);
  expect(page).toContain("## Access behavior");
  expect(page).not.toContain("## Cost");
  expect(page).toContain(
    "| `door.opened_per_network` | doors opened | 1 | count | network | 1 h | high or low | `audit_event` | 2 % | 5 |",
  );
});

test("the page of detectors says when each works and fails, its cost and its source", () => {
  const page = renderDetectors([
    defineDetector({
      id: "coin",
      title: "Toss of a coin",
      version: 3,
      measures: ["count"],
      worksWhen: "never",
      failsWhen: "always",
      cost: "one coin",
      reference: "folklore",
      defaults: { sideCount: 2 },
      open: () => {
        throw new Error("a page opens no detector");
      },
    }),
  ]);
  for (const text of [
    "version 3",
    "Works when: never",
    "Fails when: always",
    "Cost: one coin",
    "Source: folklore",
    '`{"sideCount":2}`',
  ])
    expect(page).toContain(text);
});

test("the page of reasons says for and against what each speaks", () => {
  const page = renderReasons([
    defineReason({
      id: "fresh-grant",
      title: "a grant was made just before",
      startLogOdds: { newly_authorized_access: 2.3, data_shift: -0.5 },
      evaluate: () => ({ kind: "does_not_hold" }),
    }),
  ]);
  expect(page).toContain("| `fresh-grant` | a grant was made just before | −0.5 |  | +2.3 |  |  |  |");
});
