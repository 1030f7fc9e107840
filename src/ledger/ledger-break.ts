/** Everything that can be wrong with a ledger, and what it means. */
export const LEDGER_BREAKS = {
  unreadable: "a line is not what a ledger writes",
  payload_invalid: "the entry is not in canonical form or lacks a member",
  hash_mismatch: "the entry was changed: its hash does not fit its text",
  link_mismatch: "the entry does not continue the one before it",
  gap: "the entry is missing",
  reordered: "the entry stands further behind",
  duplicate: "the entry occurs twice",
  truncated: "a checkpoint covers more entries than there are",
  unsigned: "no checkpoint covers the entry",
  checkpoint_missing: "the checkpoint of the entry is missing",
  checkpoint_unreadable: "the checkpoint is not in its form",
  checkpoint_mismatch: "the checkpoint was signed over another entry",
  unknown_key: "the checkpoint is signed by a key that is not trusted",
  bad_signature: "the signature of the checkpoint is false",
} as const;

export type LedgerBreakKind = keyof typeof LEDGER_BREAKS;

/** The first thing wrong with a ledger. */
export interface LedgerBreak {
  readonly kind: LedgerBreakKind;
  /** The entry that is wrong or missing, or that the wrong checkpoint or line belongs to. */
  readonly sequence: number;
  readonly text: string;
}

export function ledgerBreak(kind: LedgerBreakKind, sequence: number): LedgerBreak {
  return { kind, sequence, text: `${LEDGER_BREAKS[kind]} (entry ${sequence})` };
}
