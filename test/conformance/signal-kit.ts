import { CANONICAL_RELATIONS } from "../../src/domain/canonical-relations.ts";
import type { Measure, Surface } from "../../src/domain/measure.ts";
import { DAY_MS } from "../../src/domain/units.ts";
import { entityColumns } from "../../src/services/series-entity.ts";
import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { renderSql } from "../../src/sql/sql.ts";
import { databricksFaults } from "./dialect-databricks-syntax.ts";
import type { Cell, DuckdbRows } from "./dialect-duckdb-rows.ts";
import type { SignalFile } from "./signal-files.ts";
import { fixtureSchema } from "./signal-fixture.ts";

const DATA_SURFACES: ReadonlySet<Surface> = new Set([
  "query_performance",
  "job_runtime",
  "cost",
  "feature_values",
]);

const UNITS: Readonly<Record<Measure, readonly string[]>> = {
  count: ["1", "rows"],
  magnitude: ["1", "ms", "By", "rows", "USD", "DBU"],
  ratio: ["ratio"],
  sketch: ["1", "ms", "By", "rows", "USD", "DBU"],
  categories: ["1"],
};

/** What is wrong with a definition and the names around it, without running it. Empty when nothing is. */
export function definitionFaults({ fileName, exportName, signal }: SignalFile): readonly string[] {
  const [source, what] = [
    signal.id.slice(0, signal.id.indexOf(".")),
    signal.id.slice(signal.id.indexOf(".") + 1),
  ];
  const camelCase = fileName.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const isOther = signal.entity === "other";
  const checks: readonly (readonly [boolean, string])[] = [
    [/^[a-z_]+\.[a-z0-9_]+_per_[a-z_]+$/.test(signal.id), "id is not `<source>.<what>_per_<entity>`"],
    [signal.reads.some((relation) => relation === source), "id does not start with a relation that it reads"],
    [what.replaceAll("_", "-") === fileName, "file is not named after the id"],
    [exportName === `${camelCase}Signal`, "export is not named after the file"],
    [/^[A-Z][^.{}]*$/.test(signal.title), "title is not a phrase with a capital and without a period"],
    [
      /\{entity\}/.test(signal.sentence) &&
        /\{value\}/.test(signal.sentence) &&
        !signal.sentence.endsWith("."),
      "sentence lacks {entity} or {value}, or ends with a period",
    ],
    [Number.isInteger(signal.version) && signal.version >= 1, "version is not a whole number from 1"],
    [DATA_SURFACES.has(signal.surface) === (signal.plane === "data"), "plane does not fit the surface"],
    [UNITS[signal.measure].includes(signal.unit), `unit \`${signal.unit}\` does not fit the measure`],
    [isOther === (signal.entityType !== undefined), "entityType goes with entity `other`, and only with it"],
    [signal.windowMs > 0 && signal.windowMs % 1000 === 0, "window is not whole seconds"],
    [signal.materialityFloor >= 0 && Number.isFinite(signal.materialityFloor), "floor is negative"],
    [signal.toleranceRatio >= 0 && signal.toleranceRatio < 0.2, "tolerance is not a small ratio"],
    [Object.isFrozen(signal), "definition is not frozen"],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** What is wrong with the rollup's text: values that a view could not hold, and what Databricks would refuse. */
export function textFaults(signal: SignalDefinition): readonly string[] {
  const rendered = renderSql(signal.rollup(databricksDialect), databricksDialect.placeholder);
  const bound = rendered.values.length === 0 ? [] : ["rollup binds values; use the dialect's literals"];
  return [...bound, ...databricksFaults(rendered.text)];
}

/** Whether the rollup reads exactly the relations that it declares: it runs with all of them and with none less. */
export async function readsFaults(duckdb: DuckdbRows, signal: SignalDefinition): Promise<readonly string[]> {
  const faults: string[] = [];
  if (!(await runsWith(duckdb, signal, signal.reads))) faults.push("reads more than it declares");
  for (const relation of signal.reads) {
    const others = signal.reads.filter((other) => other !== relation);
    if (await runsWith(duckdb, signal, others)) faults.push(`declares \`${relation}\` without reading it`);
  }
  return faults;
}

async function runsWith(
  duckdb: DuckdbRows,
  signal: SignalDefinition,
  relations: readonly string[],
): Promise<boolean> {
  await setVisible(duckdb, relations);
  try {
    await duckdb.query(signal.rollup(duckdbDialect));
    return true;
  } catch (error) {
    if (/Catalog Error/.test(String(error))) return false;
    throw error;
  }
}

async function setVisible(duckdb: DuckdbRows, relations: readonly string[]): Promise<void> {
  const path = relations.length === 0 ? "main" : relations.map(fixtureSchema).join(",");
  await duckdb.run(`SET search_path = '${path}'`);
}

/** What a rollup gave on the fixture: one line a row, ordered, numbers to 12 digits, and what is wrong with its shape. */
interface RollupOutcome {
  readonly lines: readonly string[];
  readonly faults: readonly string[];
}

/** Runs a rollup on the fixture and checks its columns, windows and values against the contract of `SignalDefinition`. */
export async function runOnFixture(duckdb: DuckdbRows, signal: SignalDefinition): Promise<RollupOutcome> {
  await setVisible(duckdb, Object.keys(CANONICAL_RELATIONS));
  const { columns, rows } = await duckdb.query(signal.rollup(duckdbDialect));
  const expected = resultColumns(signal);
  if ([...columns].sort().join() !== [...expected].sort().join())
    return { lines: [], faults: [`gives columns ${columns.join(", ")} instead of ${expected.join(", ")}`] };
  const named = rows.map((row) => new Map(columns.map((column, index) => [column, row[index] ?? null])));
  return {
    lines: named
      .map((row) =>
        line(
          signal,
          expected.map((column) => row.get(column) ?? null),
        ),
      )
      .sort(),
    faults: [...new Set(named.flatMap((row) => rowFaults(signal, row)))],
  };
}

function resultColumns(signal: SignalDefinition): readonly string[] {
  const entities = entityColumns(signal);
  const parts: Readonly<Record<Measure, readonly string[]>> = {
    count: ["value"],
    magnitude: ["value"],
    ratio: ["value"],
    sketch: ["bucket", "item_count"],
    categories: ["category", "item_count"],
  };
  return ["window_start", ...entities, ...parts[signal.measure], "support_count"];
}

function rowFaults(signal: SignalDefinition, row: ReadonlyMap<string, Cell>): readonly string[] {
  const value = row.get("value");
  const isScalar = value !== undefined;
  const checks: readonly (readonly [boolean, string])[] = [
    [Number(row.get("window_start")) % signal.windowMs === 0, "a window is not aligned"],
    [[...row.values()].every((cell) => cell !== null), "a cell is NULL"],
    [
      ["entity_1", "entity_2", "category"].every((name) => isTextOrAbsent(row.get(name))),
      "a name is not text",
    ],
    [isWholeFrom(row.get("support_count"), 1), "a row has no support"],
    [isScalar || isWholeFrom(row.get("item_count"), 1), "a part holds no item"],
    [!isScalar || (typeof value === "number" && Number.isFinite(value)), "a value is not finite"],
    [signal.measure !== "count" || isWholeFrom(value, 0), "a count is not whole"],
    [signal.measure !== "ratio" || (Number(value) >= 0 && Number(value) <= 1), "a ratio is outside [0, 1]"],
    [signal.measure !== "magnitude" || Number(value) >= 0, "a magnitude is negative"],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => fault);
}

function isTextOrAbsent(cell: Cell | undefined): boolean {
  return cell === undefined || typeof cell === "string";
}

function isWholeFrom(cell: Cell | undefined, least: number): boolean {
  return typeof cell === "number" && Number.isInteger(cell) && cell >= least;
}

function line(signal: SignalDefinition, cells: readonly Cell[]): string {
  const [start, ...rest] = cells;
  const iso = new Date(Number(start)).toISOString();
  const printed = rest.map((cell) => (typeof cell === "number" ? Number(cell.toPrecision(12)) : cell));
  return [iso.slice(5, signal.windowMs < DAY_MS ? 13 : 10), ...printed].join(" ");
}
