import type { SecurableRef } from "../../acts/act.ts";
import { drawUuid } from "../../world/draw-id.ts";
import { rowCountOf, securableOf } from "../placing/ground.ts";
import { defineVerb, type StepPlacing, type StoryActor, type StoryVerb } from "./define-verb.ts";

/** Share of reads that name the columns instead of `*`. */
const NAMED_COLUMNS_RATIO = 0.5;
const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/;

/** A full name as Databricks SQL spells it. */
function quotedName(name: string): string {
  return name.split(".").map(quotedPart).join(".");
}

function quotedPart(part: string): string {
  return PLAIN_NAME.test(part) ? part : `\`${part.replaceAll("`", "``")}\``;
}

interface StatementDraft {
  readonly text: string;
  readonly statementType: string;
  readonly reads: readonly SecurableRef[];
  readonly writes: SecurableRef | null;
  /** Estimated rows of the result, for downloads. */
  readonly rowCount: number;
}

/** Adds a statement that is run on the real rows when its time comes. */
function runStatement(step: StepPlacing, actor: StoryActor, draft: StatementDraft): void {
  const statementId = drawUuid(step.random);
  actor.act({
    kind: "statement",
    statementId,
    text: draft.text,
    statementType: draft.statementType,
    reads: draft.reads,
    writes: draft.writes,
    warehouseId: actor.profile.warehouseId,
    application: actor.profile.application,
    jobRun: null,
    dashboardId: null,
    sizeRatio: 1,
    measures: null,
    isExecuted: true,
    refusal: null,
  });
  step.remember(actor, { statementId, rowCount: draft.rowCount });
}

function columnList(step: StepPlacing, table: SecurableRef): string {
  const detail = securableOf(step.ground, table)?.detail;
  if (detail?.kind !== "table" || detail.columns.length === 0) return "*";
  if (step.random.uniform() >= NAMED_COLUMNS_RATIO) return "*";
  return detail.columns.map(({ name }) => quotedPart(name)).join(", ");
}

function readTables(step: StepPlacing): void {
  const { slots, ground } = step;
  const actor = step.actor("who");
  for (const table of slots.securables("tables")) {
    const limit = slots.has("rows") ? Math.max(1, slots.count("rows")) : null;
    const suffix = limit === null ? "" : ` LIMIT ${limit}`;
    runStatement(step, actor, {
      text: `SELECT ${columnList(step, table)} FROM ${quotedName(table.name)}${suffix}`,
      statementType: "SELECT",
      reads: [table],
      writes: null,
      rowCount: limit ?? rowCountOf(ground, table.name),
    });
  }
}

/** Words that begin a statement, by the type that query history gives it. */
const STATEMENT_TYPES: Readonly<Record<string, string>> = {
  WITH: "SELECT",
  REVOKE: "REVOKE",
  GRANT: "GRANT",
};

/** The tables that a text names, by the order in which they stand; the first of a writing statement is what it writes. */
function runText(step: StepPlacing): void {
  const { slots, ground } = step;
  const text = slots.text("sql");
  const keyword = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? "OTHER";
  const named = [...ground.account.securables.values()]
    .filter(({ type, name }) => type === "table" && mentions(text, name))
    .map(({ type, name }): SecurableRef => ({ type, name }));
  const target = isWriting(keyword) ? named.find(({ name }) => writesTo(text, name)) : undefined;
  runStatement(step, step.actor("who"), {
    text,
    statementType: STATEMENT_TYPES[keyword] ?? keyword,
    reads: named.filter((table) => table !== target || keyword !== "INSERT"),
    writes: target ?? null,
    rowCount: named.reduce((sum, { name }) => Math.max(sum, rowCountOf(ground, name)), 0),
  });
}

function mentions(text: string, name: string): boolean {
  const at = text.toLowerCase().indexOf(name);
  if (at < 0) return false;
  const after = text.charAt(at + name.length);
  return !/[\w.]/.test(text.charAt(at - 1)) && !/[\w]/.test(after);
}

function isWriting(keyword: string): boolean {
  return ["INSERT", "UPDATE", "DELETE", "CREATE", "TRUNCATE", "MERGE"].includes(keyword);
}

function writesTo(text: string, name: string): boolean {
  const pattern = new RegExp(
    `^\\s*(?:insert\\s+(?:into|overwrite)|update|delete\\s+from|truncate\\s+table|create\\s+(?:or\\s+replace\\s+)?table)\\s+(?:table\\s+)?${name.replaceAll(".", "\\.")}\\b`,
    "i",
  );
  return pattern.test(text);
}

const WRITE_MODES: Readonly<Record<string, "append" | "overwrite" | "delete">> = {
  appending: "append",
  overwriting: "overwrite",
  deleting: "delete",
};

export const DATA_VERBS: readonly StoryVerb[] = [
  defineVerb({ phrase: "<who:actor> reads [<rows:amount> rows of] <tables:tables>", place: readTables }),
  defineVerb({ phrase: "<who:actor> runs <sql:text>", place: runText }),
  defineVerb({
    phrase: "<who:actor> downloads [<rows:amount> rows of] the result [as <format:csv|xlsx|arrow>]",
    place(step) {
      const { slots } = step;
      const actor = step.actor("who");
      const { latest } = actor;
      if (latest === null) return;
      const format = slots.has("format") ? slots.word("format") : "csv";
      actor.act({
        kind: "download",
        statementId: latest.statementId,
        fileType: format === "xlsx" || format === "arrow" ? format : "csv",
        rowCount: slots.has("rows") ? slots.count("rows") : latest.rowCount,
      });
    },
  }),
  defineVerb({
    phrase:
      "<who:actor> writes [<rows:amount> rows into] <table:table> [by <mode:appending|overwriting|deleting>]",
    place(step) {
      const { slots } = step;
      const mode = slots.has("mode") ? slots.word("mode") : "overwriting";
      step.actor("who").act({
        kind: "write_version",
        table: slots.one("table", "securable").ref.name,
        rowCount: slots.has("rows") ? slots.count("rows") : null,
        mode: WRITE_MODES[mode] ?? "overwrite",
        jobRunId: null,
      });
    },
  }),
];
