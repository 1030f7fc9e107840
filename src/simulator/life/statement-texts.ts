import type { Account, SimulatedSecurable, TableColumn } from "../account/account.ts";
import { securableKey } from "../account/account.ts";
import type { SecurableRef } from "../acts/act.ts";

/** A text with a date to be filled in between `head` and `tail`; no date where `tail` is null. */
export interface StatementText {
  readonly head: string;
  readonly tail: string | null;
}

/** What is said about one table, made once: texts that read it, and parameters of calls that name it. */
export interface TableTexts {
  readonly name: string;
  /** First column, by which rows are told apart. */
  readonly key: string;
  readonly ref: SecurableRef;
  readonly refs: readonly SecurableRef[];
  readonly reads: readonly StatementText[];
  readonly getTableParams: Readonly<Record<string, string>>;
  readonly listTablesParams: Readonly<Record<string, string>>;
  readonly permissionParams: Readonly<Record<string, string>>;
  readonly describe: string;
  readonly showTables: string;
}

const NUMERIC = /^(decimal|double|int|bigint|float)/;
const LOOKED_AT_COUNT = 4;

/** Texts of a table of the account; of one that is not there, texts that need no columns. */
export function tableTexts(account: Account, name: string): TableTexts {
  const securable = account.securables.get(securableKey("table", name));
  const [catalog = "", schema = ""] = name.split(".");
  const ref: SecurableRef = { type: "table", name };
  return {
    name,
    key: columnsOf(securable)[0]?.name ?? "id",
    ref,
    refs: [ref],
    reads: readTexts(name, columnsOf(securable)),
    getTableParams: Object.freeze({ full_name_arg: name, include_delta_metadata: "true" }),
    listTablesParams: Object.freeze({ catalog_name: catalog, schema_name: schema }),
    permissionParams: Object.freeze({ securable_type: "TABLE", securable_full_name: name }),
    describe: `DESCRIBE TABLE ${name}`,
    showTables: `SHOW TABLES IN ${catalog}.${schema}`,
  };
}

function columnsOf(securable: SimulatedSecurable | undefined): readonly TableColumn[] {
  return securable?.detail.kind === "table" ? securable.detail.columns : [];
}

function readTexts(table: string, columns: readonly TableColumn[]): readonly StatementText[] {
  const moment = columns.find(({ type }) => type === "timestamp")?.name;
  const key = columns[0]?.name;
  const numbers = columns.filter(({ type, name }) => NUMERIC.test(type) && name !== key);
  const words = columns.filter(({ type }) => type === "string");
  const looked = columns.slice(0, LOOKED_AT_COUNT).map(({ name }) => name);
  const number = numbers[0]?.name;
  const word = words[0]?.name;
  const texts: StatementText[] = [{ head: `SELECT * FROM ${table} LIMIT 1000`, tail: null }];
  if (looked.length > 0) texts.push({ head: `SELECT ${looked.join(", ")} FROM ${table}`, tail: null });
  if (moment !== undefined) texts.push(...momentTexts(table, { moment, looked, word, number }));
  if (word !== undefined)
    texts.push({
      head: `SELECT ${word}, count(*) AS row_count FROM ${table} GROUP BY ${word} ORDER BY row_count DESC`,
      tail: null,
    });
  if (number !== undefined)
    texts.push({
      head: `SELECT avg(${number}) AS mean, max(${number}) AS largest FROM ${table}`,
      tail: null,
    });
  return texts;
}

interface TextColumns {
  readonly moment: string;
  readonly looked: readonly string[];
  readonly word: string | undefined;
  readonly number: string | undefined;
}

function momentTexts(table: string, { moment, looked, word, number }: TextColumns): readonly StatementText[] {
  const measure = number === undefined ? "count(*) AS row_count" : `sum(${number}) AS total`;
  const since = (select: string, rest: string): StatementText => ({
    head: `SELECT ${select} FROM ${table} WHERE ${moment} >= '`,
    tail: `'${rest}`,
  });
  return [
    since(looked.join(", "), ""),
    since(
      `date_trunc('DAY', ${moment}) AS day, ${measure}`,
      ` GROUP BY date_trunc('DAY', ${moment}) ORDER BY day`,
    ),
    since("count(*) AS row_count", ""),
    ...(word === undefined ? [] : [since(`${word}, ${measure}`, ` GROUP BY ${word}`)]),
  ];
}

/** Text by which somebody fills a table of the sandbox from another one. */
export function fillText(target: string, source: StatementText, date: string): string {
  return `INSERT INTO ${target} ${filled(source, date)}`;
}

/** The text with its date, where it has one. */
export function filled({ head, tail }: StatementText, date: string): string {
  return tail === null ? head : head + date + tail;
}
