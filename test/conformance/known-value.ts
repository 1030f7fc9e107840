/**
 * A text of Databricks SQL and what it gives: the type in Databricks' spelling, and the value; decimals and moments as
 * text. Values are those of Apache Spark 4.1 in ANSI mode, which a warehouse runs in, asked in UTC.
 */
export type KnownValue = readonly [text: string, type: string, value: unknown];

/** A query, the types of its columns, and its rows. */
export type KnownRows = readonly [
  text: string,
  types: readonly string[],
  rows: readonly (readonly unknown[])[],
];
