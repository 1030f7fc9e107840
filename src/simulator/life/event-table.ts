import type { Duty, Occupation } from "../world/world.ts";

/** Something that a human does by hand, most of them leaving one row, a query some four. */
export type HumanEvent =
  | "query"
  | "write"
  | "metadata"
  | "dashboard"
  | "notebook"
  | "notebook_export"
  | "file"
  | "secret"
  | "workspace_file"
  | "token_call"
  | "login"
  | "failed_login"
  | "download"
  | "token_created"
  | "unknown";

/** In the order of the columns of {@link HUMAN_EVENTS_PER_DAY}. */
export const HUMAN_EVENTS: readonly HumanEvent[] = [
  "query",
  "write",
  "metadata",
  "dashboard",
  "notebook",
  "notebook_export",
  "file",
  "secret",
  "workspace_file",
  "token_call",
  "login",
  "failed_login",
  "download",
  "token_created",
  "unknown",
];

/**
 * Events a human of mean activity does on an ordinary Monday, by role, before `activityRatio`.
 *
 * Why these: analysts and managers live on queries and dashboards; engineers and scientists in notebooks, with files and
 * secrets beside them; stewards and auditors read metadata. Exports are one event in some hundred, downloads one in a
 * few thousand, for the workspace that published its counts (reference below) saw three downloads in 90 days beside
 * 228,000 file reads. A login fails about once in fifteen days of work.
 *
 * Source of the proportions: databricks-solutions/cybersec-workspace-detection-app, counts of one workspace over 90 days:
 * filesGet 227,791; getSecret 203,009; workspaceExport 28,045; listScopes 1,009; downloadQueryResult 3. The first three
 * come mostly from service principals ({@link SERVICE_EVENTS_PER_HOUR}).
 */
export const HUMAN_EVENTS_PER_DAY: Readonly<Record<Occupation, readonly number[]>> = {
  //          query write meta dash notebook export file secret wsfile token login failed download created unknown
  analyst: [4, 0.15, 1.2, 1.4, 0.4, 0.02, 0.1, 0, 0.1, 0.5, 0.3, 0.05, 0.004, 0.002, 0.01],
  engineer: [2.5, 0.5, 1.6, 0.2, 4, 0.15, 0.5, 0.4, 0.8, 1, 0.4, 0.05, 0.002, 0.006, 0.02],
  scientist: [3, 0.4, 1.2, 0.3, 5, 0.12, 0.8, 0.3, 0.8, 0.8, 0.4, 0.05, 0.004, 0.004, 0.02],
  steward: [2, 0.05, 4, 0.5, 0.4, 0.02, 0.1, 0, 0.1, 0.2, 0.3, 0.05, 0.002, 0.001, 0.01],
  admin: [1, 0.05, 4, 0.3, 0.6, 0.05, 0.1, 0.1, 0.3, 0.6, 0.6, 0.05, 0.001, 0.003, 0.02],
  manager: [1, 0, 0.4, 3, 0.05, 0.01, 0.02, 0, 0.02, 0.1, 0.3, 0.05, 0.004, 0, 0.01],
  auditor: [2.5, 0, 3, 0.6, 0.2, 0.02, 0.05, 0, 0.05, 0.1, 0.3, 0.05, 0.004, 0, 0.01],
};

/** Something that a service principal does by itself, beside the runs of its jobs. */
export type ServiceEvent =
  | "statement"
  | "file"
  | "secret"
  | "metadata"
  | "token_login"
  | "notebook_export"
  | "list_scopes";

export const SERVICE_EVENTS: readonly ServiceEvent[] = [
  "statement",
  "file",
  "secret",
  "metadata",
  "token_login",
  "notebook_export",
  "list_scopes",
];

/**
 * Events a service principal of mean activity does an hour, day and night, by duty, before `activityRatio`. In columns of
 * {@link SERVICE_EVENTS}. Files, secrets and exports are in the proportion of the reference above, about 9 : 8 : 1;
 * listings of secret scopes are half a percent of reads of secrets.
 */
export const SERVICE_EVENTS_PER_HOUR: Readonly<Record<Duty, readonly number[]>> = {
  //             statement file secret metadata token export scopes
  application: [1.6, 7, 6, 0.4, 2, 0, 0.02],
  dashboards: [3, 0.2, 0.2, 0.8, 1.5, 0, 0.002],
  pipeline: [0.2, 2, 1.6, 0.3, 0.6, 0.3, 0.01],
  features: [0.3, 3, 1.6, 0.3, 0.6, 0.3, 0.01],
  infrastructure: [0, 0, 0.3, 1, 0.5, 0.2, 0.01],
  release: [0, 0.2, 0.3, 0.2, 0.5, 1.8, 0.002],
  identity_sync: [0, 0, 0, 0, 1.5, 0, 0],
};

/** Share of a human's queries that aim at a table which only few may read: curiosity and old links. */
export const STRAY_QUERY_RATIO = 0.008;
/** Share of queries that look at names (SHOW, DESCRIBE) and of those that read information_schema. */
export const SHOW_RATIO = 0.05;
export const INFORMATION_SCHEMA_RATIO = 0.03;
/** Refreshes of a dashboard an hour, in the hours when people look at it. */
export const REFRESHES_PER_HOUR = 0.5;
