import type { TablePlan } from "../world/world.ts";
import { columnDraw } from "./column-draw.ts";
import { chainedSql, hashOfText, withUniforms } from "./draw-sql.ts";
import type { PendingVersion } from "./pending-versions.ts";
import type { Segment } from "./table-history.ts";

/**
 * DuckDB text that gives the rows of segments: `_version`, `_row`, `_dead`, then the columns of
 * the plan. Each value follows from (seed, table, version, row, column) alone, in whatever portions the rows are
 * written; in a table that is overwritten, names and categories stay with the row, and numbers for nine tenths.
 */
export function freshRowsQuery(
  plan: TablePlan,
  options: {
    readonly seed: number;
    readonly versions: readonly PendingVersion[];
    readonly segments: readonly Segment[];
  },
): string {
  const { seed, versions, segments } = options;
  const isStable = plan.mode === "overwrite";
  const disturbed = new Set(
    versions.flatMap(({ load }) => (load?.changes ?? []).map(({ column }) => column)),
  );
  const draws = plan.columns.map((column, index) =>
    columnDraw(column, { index, isStable, isDisturbed: disturbed.has(column.name) }),
  );
  const uniforms = new Map(draws.flatMap((draw) => [...draw.uniforms]));
  const values = plan.columns.map((column, index) => `${draws[index]?.value} AS ${quoted(column.name)}`);
  const rowHash = hashOfText(`${seed} rows ${plan.table}`);
  const keyed = `SELECT s._version, s._dead, v.*, unnest(range(s.from_row, s.until_row)) AS _row
    FROM ${segmentTable(segments)} JOIN ${loadTable(plan, versions, disturbed)} ON v.born = s._version`;
  const hashed = `SELECT *, ${chainedSql("stable_hash", "_version")} AS row_hash FROM (
    SELECT *, first_row_id + row_key AS row_id, ${chainedSql(`${rowHash}::UBIGINT`, "row_key")} AS stable_hash FROM (
      SELECT *, _row % different_count AS row_key FROM (${keyed})))`;
  return `SELECT _version, _row, _dead, ${values.join(", ")} FROM (${withUniforms(hashed, uniforms)})`;
}

function segmentTable(segments: readonly Segment[]): string {
  const rows = segments.map(
    ({ born, from, until, dead }) => `(${born}, ${from}, ${until}, ${dead ?? "NULL::BIGINT"})`,
  );
  return `(VALUES ${rows.join(",")}) AS s(_version, from_row, until_row, _dead)`;
}

function loadTable(
  plan: TablePlan,
  versions: readonly PendingVersion[],
  disturbed: ReadonlySet<string>,
): string {
  const indexes = plan.columns.flatMap(({ name }, index) => (disturbed.has(name) ? [{ name, index }] : []));
  const rows = versions.flatMap(({ version, commitMs, load }) => {
    if (load === null) return [];
    const changes = indexes.flatMap(({ name }) => {
      const change = load.changes.find(({ column }) => column === name);
      const favored = change?.favored ?? null;
      return [
        `${change?.ratio ?? 1}::DOUBLE`,
        `${change?.nullRatio ?? 0}::DOUBLE`,
        favored === null ? "NULL::VARCHAR" : `'${favored.replaceAll("'", "''")}'`,
      ];
    });
    return [
      `(${[version, commitMs, load.fromMs, load.firstRowId, load.differentRowCount, ...changes].join(", ")})`,
    ];
  });
  const names = indexes.flatMap(({ index }) => [`ratio_${index}`, `null_ratio_${index}`, `favored_${index}`]);
  return `(VALUES ${rows.join(",")}) AS v(${["born", "commit_ms", "from_ms", "first_row_id", "different_count", ...names].join(", ")})`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
