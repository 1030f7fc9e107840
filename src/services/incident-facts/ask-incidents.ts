import type { CanonicalRelation } from "../../domain/canonical-relations.ts";
import { invariant } from "../../domain/gatehouse-error.ts";
import type { DurationMs } from "../../domain/units.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { rowField } from "../row-field.ts";
import type { IncidentAnswer, IncidentBatch, IncidentScope } from "./incident-scope.ts";

/** Names of one incident by the column that holds them. A row belongs to the incident when any column matches. */
export type NamesByColumn = Readonly<Record<string, readonly string[]>>;

export interface IncidentQuestion<Row> {
  /** Also says what was left out, so it reads as a thing: "runs of jobs around an incident". */
  readonly name: string;
  readonly relation: CanonicalRelation;
  /** An incident without any name is not asked about. */
  names(scope: IncidentScope, index: number): NamesByColumn;
  /** How far before its start the rows of an incident reach. */
  readonly lookBackMs: number;
  /** The same for the rows of `touched`, where only others go back that far. */
  readonly touchedLookBackMs?: number;
  /** Columns of the relation that `touched` has beside `event_time`. */
  readonly touched: { readonly columns: string; readonly condition?: Sql };
  /**
   * Common table expressions over `touched`, the last of them `answer` with a column `incident`. `touched` holds the
   * incidents' rows, each once for every incident that it belongs to, with the columns of `span`.
   */
  answer(asked: AskedSpans): Sql;
  /** Columns of `answer` that come back, and its order within an incident. */
  readonly columns: string;
  readonly order: string;
  /** Rows that are kept of an incident. */
  readonly rowLimit: number;
  row(raw: Readonly<Record<string, unknown>>, scope: IncidentScope): Row;
}

/** What a question's SQL may use beside `touched` and `span`. */
export interface AskedSpans {
  readonly dialect: Dialect;
  /** Condition on `column` that holds for rows before the start of any incident: an engine prunes days by it. */
  beforeStart(column: string): Sql;
  /** The same for rows up to the end of any incident. */
  untilEnd(column: string): Sql;
}

/** Columns of `span`, one row an incident: the look back of the question, that of `touched`, and the incident itself. */
const SPAN_COLUMNS = "incident, from_time, touched_time, start_time, end_time, start_ms, length_ms";
const QUERY_TIMEOUT_MS = (10 * 60_000) as DurationMs;

/**
 * Asks one question for every incident of a batch, in one statement; answers in the batch's order, each as if its
 * incident had been asked about alone.
 *
 * Names travel as one bound text of JSON. Errors: ENGINE_*. Cost: one pass over the relation for the span of the whole
 * batch, joined with the names; a row that belongs to several incidents counts for each.
 */
export async function askIncidents<Row>(
  batch: IncidentBatch,
  question: IncidentQuestion<Row>,
): Promise<readonly IncidentAnswer<Row>[]> {
  if (!batch.assessed.has(question.relation)) return batch.scopes.map(() => ({ rows: null, omitted: [] }));
  const rows: readonly Row[][] = batch.scopes.map(() => []);
  const names = batch.scopes.map((scope, index) => question.names(scope, index));
  const asked = batch.scopes.flatMap((scope, index) =>
    Object.values(names[index] ?? {}).some((some) => some.length > 0) ? [{ scope, index }] : [],
  );
  if (asked.length > 0) {
    const { dialect } = batch.engine;
    const answers = await batch.engine.query(
      {
        name: question.name,
        sql: questionSql(dialect, question, { asked, names }),
        row: (raw) => incidentRow(raw, batch, question),
      },
      {
        timeoutMs: QUERY_TIMEOUT_MS,
        signal: batch.signal,
        rowLimit: question.rowLimit * asked.length,
      },
    );
    for (const { index, row } of answers) rows[index]?.push(row);
  }
  return rows.map((some) => ({
    rows: some,
    omitted: some.length === question.rowLimit ? [`${question.name} beyond ${question.rowLimit} rows`] : [],
  }));
}

function incidentRow<Row>(
  raw: Readonly<Record<string, unknown>>,
  batch: IncidentBatch,
  question: IncidentQuestion<Row>,
): { readonly index: number; readonly row: Row } {
  const index = Number(rowField(raw).text("incident"));
  const scope = batch.scopes[index];
  invariant(scope !== undefined, `an answer names incident ${index}, which was not asked about`);
  return { index, row: question.row(raw, scope) };
}

interface Asked {
  readonly asked: readonly { readonly scope: IncidentScope; readonly index: number }[];
  readonly names: readonly NamesByColumn[];
}

function questionSql<Row>(dialect: Dialect, question: IncidentQuestion<Row>, { asked, names }: Asked): Sql {
  const { lookBackMs, touchedLookBackMs = lookBackMs } = question;
  const starts = asked.map(({ scope }) => scope.startsAt);
  const endMs = Math.max(...asked.map(({ scope }) => scope.endsAt));
  const within = (column: string, fromMs: number, toMs: number): Sql =>
    sql`${rawSql(column)} >= ${dialect.timestampFromMs(fromMs)} AND ${rawSql(column)} < ${dialect.timestampFromMs(toMs)}`;
  const firstMs = Math.min(...starts);
  const spans = asked.map(({ scope: { startsAt, endsAt }, index }) => {
    const times = [startsAt - lookBackMs, startsAt - touchedLookBackMs, startsAt, endsAt];
    return sql`(${rawSql(`'${index}'`)}, ${joinSql(times.map(dialect.timestampFromMs), ", ")}, ${rawSql(`${startsAt}, ${endsAt - startsAt}`)})`;
  });
  const columns = [...new Set(names.flatMap((each) => Object.keys(each)))];
  const touched = touchedSql(dialect, question, {
    columns,
    within: within("event_time", firstMs - touchedLookBackMs, endMs),
  });
  const answer = question.answer({
    dialect,
    beforeStart: (column) => within(column, firstMs - lookBackMs, Math.max(...starts)),
    untilEnd: (column) => within(column, firstMs - lookBackMs, endMs),
  });
  const resultColumns = rawSql(question.columns);
  return sql`WITH span AS (SELECT * FROM (VALUES ${joinSql(spans, ", ")}) AS v(${rawSql(SPAN_COLUMNS)})),
      asked AS (${askedSql(dialect, columns, { asked, names })}),
      touched AS (${touched}),
      ${answer}
    SELECT incident, ${resultColumns} FROM (
      SELECT incident, ${resultColumns}, row_number() OVER (PARTITION BY incident ORDER BY ${rawSql(question.order)}) AS place
      FROM answer) AS placed
    WHERE place <= ${rawSql(String(question.rowLimit))} ORDER BY incident, place`;
}

/** One row a column and name: the numbers of the incidents that ask for it, joined by commas. */
function askedSql(dialect: Dialect, columns: readonly string[], { asked, names }: Asked): Sql {
  const rows = columns.flatMap((kind) => {
    const incidentsByName = new Map<string, number[]>();
    for (const { index } of asked)
      for (const name of new Set(names[index]?.[kind]))
        incidentsByName.set(name, [...(incidentsByName.get(name) ?? []), index]);
    return [...incidentsByName].map(([name, incidents]) => ({ kind, name, incidents: incidents.join(",") }));
  });
  const fields = { kind: "string", name: "string", incidents: "string" } as const;
  return sql`SELECT a.kind, a.name, a.incidents FROM (SELECT CAST(${JSON.stringify(rows)} AS STRING) AS asked_text) AS given
    CROSS JOIN ${dialect.explodeJsonObjects(rawSql("given.asked_text"), "a", fields)}`;
}

interface Touched {
  /** Columns that hold names. */
  readonly columns: readonly string[];
  /** Rows that may belong to any incident of the batch. */
  readonly rows: Sql;
  readonly own: Sql;
}

/** Rows of the relation with the incidents that they belong to. */
function touchedSql<Row>(
  dialect: Dialect,
  { relation, touched }: IncidentQuestion<Row>,
  { columns, within }: { readonly columns: readonly string[]; readonly within: Sql },
): Sql {
  const own = rawSql(touched.columns);
  const condition = touched.condition === undefined ? rawSql("") : sql` AND ${touched.condition}`;
  const rows = sql`(SELECT * FROM ${rawSql(relation)} WHERE ${within}${condition}) AS r`;
  const [only, ...others] = columns;
  return only !== undefined && others.length === 0
    ? touchedByOne(dialect, only, { columns, rows, own })
    : touchedByAny(dialect, { columns, rows, own });
}

function touchedByOne(dialect: Dialect, column: string, { rows, own }: Touched): Sql {
  const each = dialect.explodeArray(rawSql("split(a.incidents, ',')"), "about");
  return sql`SELECT who.*, r.event_time, ${own} FROM ${rows}
    JOIN (SELECT a.name AS who_name, s.* FROM asked AS a CROSS JOIN ${each}
      JOIN span AS s ON s.incident = about.element) AS who
    ON who.who_name = r.${rawSql(column)} AND r.event_time >= who.touched_time AND r.event_time < who.end_time`;
}

/**
 * Several columns of a row may name the same incident: the numbers that they bring are joined before they are taken
 * apart, so that the row counts once.
 */
function touchedByAny(dialect: Dialect, { columns, rows, own }: Touched): Sql {
  const joins = columns.map(
    (column, index) =>
      sql`LEFT JOIN asked AS ${rawSql(`n${index} ON n${index}.kind = '${column}' AND n${index}.name = r.${column}`)}`,
  );
  const lists = rawSql(columns.map((_, index) => `n${index}.incidents`).join(", "));
  const isNamed = rawSql(columns.map((_, index) => `n${index}.name IS NOT NULL`).join(" OR "));
  const each = dialect.explodeArray(rawSql("array_distinct(split(named.incidents, ','))"), "about");
  return sql`SELECT s.*, named.* FROM (
      SELECT r.event_time, ${own}, concat_ws(',', ${lists}) AS incidents
      FROM ${rows} ${joinSql(joins, " ")} WHERE ${isNamed}) AS named
    CROSS JOIN ${each}
    JOIN span AS s ON s.incident = about.element
      AND named.event_time >= s.touched_time AND named.event_time < s.end_time`;
}
