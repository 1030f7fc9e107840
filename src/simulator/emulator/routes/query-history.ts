import { DAY_MS, epochMs } from "../../../domain/units.ts";
import { isWorkspaceAdmin } from "../../account/admin-roles.ts";
import { levelOn } from "../../account/may-use-object.ts";
import { failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import type { RouteGroup } from "../emulator.ts";
import { isObject, type JsonObject, parseJson } from "../json.ts";
import { isEmptyPage, pageToken, resumeKey, wholeNumber } from "../paging.ts";

const TABLE = "system.query.history";
const PAGE_COUNT = 100;
const PAGE_COUNT_MAX = 999;
const RANGE_MS_MAX = 30 * DAY_MS;
/** The interface tells of statements at once, the system table later: it is read as it will be by then. */
const LATENCY_MS = 2 * DAY_MS;
/** Levels on a warehouse that show the statements of others. CAN_USE does not. */
const MONITORING = new Set(["CAN_MONITOR", "CAN_MANAGE", "IS_OWNER"]);

/** What is asked for, and where the page begins. Told by the page token, since later pages leave it out. */
interface HistoryQuestion {
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly statuses: readonly string[];
  readonly userIds: readonly string[];
  readonly warehouseIds: readonly string[];
  readonly statementIds: readonly string[];
  readonly isMetricsIncluded: boolean;
  readonly after: { readonly startMs: number; readonly id: string } | null;
}

type Row = Readonly<Record<string, unknown>>;

/** Statements that were run, newest first. */
export const queryHistoryRoutes: RouteGroup = (app, emulator) => {
  addRoutes(app, emulator, [
    { method: "GET", path: "/api/2.0/sql/history/queries", scope: "sql", handle: listQueries },
  ]);
};

async function listQueries(request: ApiRequest): Promise<JsonObject> {
  const token = resumeKey(request, false);
  const question = token === null ? questionOf(request.query) : questionIn(token);
  const count = pageCount(request.query);
  if (isEmptyPage(request)) return { has_next_page: true, next_page_token: tokenOf(request, question) };
  const { simulation, clock } = request.emulator;
  const rows = await clock.exclusively(async () => {
    await simulation.telemetry.flush();
    return simulation.database.rows(queryText(request, question, count + 1));
  });
  const told = rows.slice(0, count);
  const last = told.at(-1);
  const hasNext = rows.length > count && last !== undefined;
  const after = hasNext ? { startMs: Number(last["start_ms"]), id: String(last["statement_id"]) } : null;
  return {
    res: told.length === 0 ? undefined : told.map((row) => queryInfo(row, question.isMetricsIncluded)),
    has_next_page: hasNext,
    next_page_token: hasNext ? tokenOf(request, { ...question, after }) : undefined,
  };
}

function tokenOf(request: ApiRequest, question: HistoryQuestion): string {
  return pageToken(request, JSON.stringify(question), false);
}

function questionOf(query: URLSearchParams): HistoryQuestion {
  const range = "filter_by.query_start_time_range";
  const startMs = timeOf(query, `${range}.start_time_ms`);
  const endMs = timeOf(query, `${range}.end_time_ms`);
  if (startMs !== null && endMs !== null && endMs - startMs > RANGE_MS_MAX)
    return failInvalid("The time range of the query history can be 30 days at most.");
  const many = (name: string) => query.getAll(`filter_by.${name}`).filter((value) => value !== "");
  return {
    startMs,
    endMs,
    statuses: many("statuses"),
    userIds: many("user_ids"),
    warehouseIds: many("warehouse_ids"),
    statementIds: many("statement_ids"),
    isMetricsIncluded: query.get("include_metrics") === "true",
    after: null,
  };
}

function timeOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  return text === null || text === "" ? null : wholeNumber(text, name);
}

/** The token is checked to be one of ours, so that what it holds has the shape that {@link questionOf} gave it. */
function questionIn(token: string): HistoryQuestion {
  const held = parseJson(token);
  if (!isObject(held)) return failInvalid("Invalid page token.");
  const texts = (name: string) => Object.values(held[name] ?? []).map(String);
  const time = (value: unknown) => (typeof value === "number" ? value : null);
  const after = isObject(held["after"]) ? held["after"] : null;
  return {
    startMs: time(held["startMs"]),
    endMs: time(held["endMs"]),
    statuses: texts("statuses"),
    userIds: texts("userIds"),
    warehouseIds: texts("warehouseIds"),
    statementIds: texts("statementIds"),
    isMetricsIncluded: held["isMetricsIncluded"] === true,
    after: after === null ? null : { startMs: Number(after["startMs"]), id: String(after["id"]) },
  };
}

function pageCount(query: URLSearchParams): number {
  const text = query.get("max_results");
  if (text === null || text === "" || text === "0") return PAGE_COUNT;
  const count = wholeNumber(text, "max_results");
  return count < 0 || count > PAGE_COUNT_MAX
    ? failInvalid(`max_results must be between 1 and ${PAGE_COUNT_MAX}.`)
    : count;
}

/** Times of statements that were written once more come from the newest of their rows. */
function queryText(request: ApiRequest, question: HistoryQuestion, limit: number): string {
  const { simulation } = request.emulator;
  const relation = simulation.telemetry.relation(TABLE, epochMs(simulation.now() + LATENCY_MS));
  if (relation === null) return failInvalid("The query history is not available.");
  return `
    SELECT statement_id, statement_text, statement_type, execution_status, executed_by, executed_by_user_id,
      executed_as, executed_as_user_id, compute.warehouse_id AS warehouse_id, client_application, error_message,
      session_id, epoch_ms(start_time) AS start_ms, epoch_ms(end_time) AS end_ms, total_duration_ms,
      execution_duration_ms, compilation_duration_ms, total_task_duration_ms, result_fetch_duration_ms, read_rows,
      produced_rows, read_bytes, read_files, pruned_files, from_result_cache, spilled_local_bytes, written_bytes
    FROM ${relation} AS history
    WHERE ${conditions(request, question).join(" AND ")}
    QUALIFY row_number() OVER (PARTITION BY statement_id ORDER BY update_time DESC) = 1
    ORDER BY start_ms DESC, statement_id
    LIMIT ${limit}`;
}

function conditions(request: ApiRequest, question: HistoryQuestion): readonly string[] {
  const { startMs, endMs, after } = question;
  const start = "epoch_ms(start_time)";
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["execution_status", question.statuses],
    ["executed_by_user_id", question.userIds],
    ["compute.warehouse_id", question.warehouseIds],
    ["statement_id", question.statementIds],
  ];
  return [
    `workspace_id = ${quoted(request.caller.workspaceId)}`,
    visibility(request),
    ...lists.filter(([, values]) => values.length > 0).map(([column, values]) => isIn(column, values)),
    ...(startMs === null ? [] : [`${start} >= ${startMs}`]),
    ...(endMs === null ? [] : [`${start} <= ${endMs}`]),
    ...(after === null
      ? []
      : [
          `(${start} < ${after.startMs} OR (${start} = ${after.startMs} AND statement_id > ${quoted(after.id)}))`,
        ]),
  ];
}

/** Administrators see all; others their own, and those on warehouses that they may monitor. */
function visibility({ account, caller }: ApiRequest): string {
  const { principalId, workspaceId, name } = caller;
  if (isWorkspaceAdmin(account, principalId, workspaceId)) return "true";
  const monitored = [...account.warehouses.keys()].filter((objectId) => {
    const level = levelOn(account, { principalId, workspaceId, objectType: "warehouses", objectId });
    return level !== null && MONITORING.has(level);
  });
  const own = `executed_by = ${quoted(name)}`;
  return monitored.length === 0 ? own : `(${own} OR ${isIn("compute.warehouse_id", monitored)})`;
}

function isIn(column: string, values: readonly string[]): string {
  return `${column} IN (${values.map(quoted).join(", ")})`;
}

/** A text as DuckDB reads it, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function queryInfo(row: Row, isMetricsIncluded: boolean): JsonObject {
  const text = (name: string) =>
    row[name] === null || row[name] === undefined ? undefined : String(row[name]);
  const whole = (name: string) => Number(row[name] ?? 0);
  return {
    query_id: text("statement_id"),
    query_text: text("statement_text"),
    statement_type: text("statement_type"),
    status: text("execution_status"),
    user_id: whole("executed_by_user_id"),
    user_name: text("executed_by"),
    executed_as_user_id: whole("executed_as_user_id"),
    executed_as_user_name: text("executed_as"),
    warehouse_id: text("warehouse_id"),
    endpoint_id: text("warehouse_id"),
    client_application: text("client_application"),
    error_message: text("error_message"),
    session_id: text("session_id"),
    rows_produced: whole("produced_rows"),
    ["duration"]: whole("total_duration_ms"),
    query_start_time_ms: whole("start_ms"),
    execution_end_time_ms: whole("end_ms"),
    query_end_time_ms: whole("end_ms"),
    is_final: true,
    metrics: isMetricsIncluded ? metricsInfo(whole, row["from_result_cache"] === true) : undefined,
  };
}

function metricsInfo(whole: (name: string) => number, isFromCache: boolean): JsonObject {
  return {
    total_time_ms: whole("total_duration_ms"),
    execution_time_ms: whole("execution_duration_ms"),
    compilation_time_ms: whole("compilation_duration_ms"),
    task_total_time_ms: whole("total_task_duration_ms"),
    result_fetch_time_ms: whole("result_fetch_duration_ms"),
    result_from_cache: isFromCache,
    read_bytes: whole("read_bytes"),
    read_files_count: whole("read_files"),
    pruned_files_count: whole("pruned_files"),
    rows_read_count: whole("read_rows"),
    rows_produced_count: whole("produced_rows"),
    spill_to_disk_bytes: whole("spilled_local_bytes"),
    write_remote_bytes: whole("written_bytes"),
  };
}
