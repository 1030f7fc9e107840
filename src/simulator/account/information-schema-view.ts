import type { EpochMs } from "../../domain/units.ts";
import type { Account, SecurableType, SimulatedSecurable } from "./account.ts";
import { principalName } from "./account.ts";

export interface ShownColumn {
  /** In lower case. */
  readonly name: string;
  readonly type: "string" | "int" | "boolean" | "timestamp";
}

/** One securable, looked at by somebody. */
export interface ShownSecurable {
  readonly account: Account;
  readonly callerId: string;
  readonly securable: SimulatedSecurable;
}

/** A relation of information_schema: the rows that each securable of one type gives. */
export interface InformationSchemaView {
  readonly type: SecurableType;
  /** Whether only `system.information_schema` has it. */
  readonly isMetastoreWide: boolean;
  readonly columns: readonly ShownColumn[];
  rowsOf(shown: ShownSecurable): readonly (readonly unknown[])[];
}

/** Columns from words `name` or `name:type`; a type left out is `string`. */
export function shownColumns(words: string): readonly ShownColumn[] {
  return words.split(" ").map((word) => {
    const [name = "", type] = word.split(":");
    return { name, type: type === "int" || type === "timestamp" ? type : "string" };
  });
}

/** Name of a principal by numeric id; empty for one that is deleted, `System user` for nobody. */
export function shownName(account: Account, principalId: string): string {
  if (principalId === "") return "System user";
  const principal = account.principals.get(principalId);
  return principal === undefined ? "" : principalName(principal);
}

/** ISO 8601 text in UTC. */
export function shownMoment(at: EpochMs): string {
  return new Date(at).toISOString();
}

/** Comment, when and by whom a securable was made and changed last. */
export function shownHistory({
  comment,
  createdAt,
  createdBy,
  updatedAt,
  updatedBy,
}: SimulatedSecurable): readonly unknown[] {
  return [comment, shownMoment(createdAt), createdBy, shownMoment(updatedAt), updatedBy];
}

/** Names of the columns of {@link shownHistory}. */
export const HISTORY_COLUMNS = "comment created:timestamp created_by last_altered:timestamp last_altered_by";
