import type { Sql } from "../../sql/sql.ts";

/**
 * Surrounds a statement that reads raw tables through `part`: an engine over files mends a file that cannot be read and
 * runs the statement again. A statement is all or nothing, so a second run neither loses nor doubles a row.
 */
export type Reading = <Result>(read: {
  readonly part: Sql;
  readonly signal: AbortSignal;
  readonly statement: () => Promise<Result>;
}) => Promise<Result>;

/** Reads once: nothing to mend. */
export const readingOnce: Reading = ({ statement }) => statement();
