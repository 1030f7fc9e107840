import { SURFACES, type Surface } from "../../src/domain/measure.ts";
import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import { PAGE_HEADER } from "./generated-file.ts";
import { code, lengthOfTime, quantity, table } from "./markdown.ts";

const TITLES: Readonly<Record<Surface, string>> = {
  query_performance: "Query performance",
  job_runtime: "Job runtime",
  cost: "Cost",
  api_call_frequency: "API call frequency",
  permission_changes: "Permission changes",
  feature_values: "Feature values",
  access_behavior: "Access behavior",
};

/** The page of signals, by what they watch. */
export function renderSignals(signals: readonly SignalDefinition[]): string {
  return [
    "# Signals",
    PAGE_HEADER,
    "",
    `What Gatehouse measures: ${signals.length} quantities, each for every entity that occurs, in windows of fixed length`,
    "(half-open, UTC). Tolerance is the largest relative error that an approximate rollup may add. A deviation below the",
    "floor, in the signal's unit, never becomes a finding.",
    "",
    ...SURFACES.flatMap((surface) =>
      section(
        surface,
        signals.filter((signal) => signal.surface === surface),
      ),
    ),
  ].join("\n");
}

function section(surface: Surface, signals: readonly SignalDefinition[]): readonly string[] {
  if (signals.length === 0) return [];
  const header = [
    "Signal",
    "Measures",
    "Unit",
    "Kind",
    "Entity",
    "Window",
    "Unusual",
    "Reads",
    "Tolerance",
    "Floor",
  ];
  return [`## ${TITLES[surface]}`, "", table(header, signals.map(row)), ""];
}

function row(signal: SignalDefinition): readonly string[] {
  const { toleranceRatio, materialityFloor, tail } = signal;
  return [
    code(signal.id),
    signal.title,
    signal.unit,
    signal.measure,
    entityOf(signal),
    lengthOfTime(signal.windowMs),
    tail === "upper" ? "high" : "high or low",
    signal.reads.map(code).join(", "),
    toleranceRatio === 0 ? "exact" : `${Number((toleranceRatio * 100).toPrecision(3))} %`,
    materialityFloor === 0 ? "—" : quantity(materialityFloor, signal.unit),
  ];
}

function entityOf({ entity, entityType }: SignalDefinition): string {
  return entity === "other" ? (entityType ?? "other") : entity.replace(/_/g, " and ");
}
