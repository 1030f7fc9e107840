import { type Sql, sql } from "../../sql/sql.ts";

export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  readonly name: string;
  readonly statements: readonly Sql[];
}

/**
 * The schema of a store as steps, each applied once and never changed after a release: a change is a new step.
 * Moments are epoch milliseconds; JSON is text, so that it comes back as it went in.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "ledger, observations, checkpoints, documents",
    statements: [
      sql`CREATE TABLE ledger_entry (
        sequence BIGINT NOT NULL,
        payload VARCHAR NOT NULL,
        hash VARCHAR NOT NULL)`,
      sql`CREATE TABLE ledger_checkpoint (
        sequence BIGINT NOT NULL,
        note VARCHAR NOT NULL)`,
      sql`CREATE TABLE ledger_key (
        verifier_key VARCHAR NOT NULL)`,
      // No primary key: its index would cost most of the append rate; observation-table.ts keeps rows unique.
      sql`CREATE TABLE observation (
        signal VARCHAR NOT NULL,
        signal_version INTEGER NOT NULL,
        window_start_ms BIGINT NOT NULL,
        series_key VARCHAR NOT NULL,
        value DOUBLE NOT NULL,
        support_count DOUBLE NOT NULL,
        parts VARCHAR,
        is_disowned BOOLEAN NOT NULL)`,
      sql`CREATE TABLE detector_checkpoint (
        checkpoint_id BIGINT NOT NULL,
        signal VARCHAR NOT NULL,
        signal_version INTEGER NOT NULL,
        detector VARCHAR NOT NULL,
        detector_version INTEGER NOT NULL,
        window_start_ms BIGINT NOT NULL,
        pool VARCHAR NOT NULL)`,
      sql`CREATE TABLE detector_checkpoint_series (
        checkpoint_id BIGINT NOT NULL,
        series_key VARCHAR NOT NULL,
        state VARCHAR NOT NULL)`,
      sql`CREATE TABLE document (
        kind VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        body VARCHAR NOT NULL,
        PRIMARY KEY (kind, id))`,
    ],
  },
];
