import type { SimulatorDatabase } from "../simulator-database.ts";
import { openColumnBuffer } from "./column-buffer.ts";

/** Stands between values that are unpacked in SQL; entries that hold it go the long way, so nothing is lost. */
export const OWN_VALUE_SEPARATOR = "\u001f";

/** Application ids are UUIDs. */
const APPLICATION_ID_LENGTH = 36;

/** Words that repeat, each kept once under a code from 1 up; 0 is NULL. */
export interface Dictionaries {
  text(value: string | null): number;
  /** Code of a map by its entries, in the order given. Cost: one look-up for frozen entries that were seen before. */
  map(entries: Readonly<Record<string, string>>): number;
  /**
   * Keys (a code of text) and values (one text) of entries that hardly ever repeat; null when they cannot be packed,
   * which is for `map` then.
   */
  ownEntries(
    entries: Readonly<Record<string, string>>,
  ): { readonly keys: number; readonly values: string } | null;
  /** Gives the new words away, for writing to DuckDB. */
  take(): TakenWords;
}

/** Words that were taken to be written. */
interface TakenWords {
  write(): Promise<void>;
}

/**
 * Dictionaries in `telemetry.texts(id, text, principal_id)` and `telemetry.maps(id, entries)`. `principalIdOf` tells the
 * numeric id of a user or a service principal by its name, asked once per word that may be one.
 */
export async function openDictionaries(
  database: SimulatorDatabase,
  principalIdOf: (name: string) => string | null,
): Promise<Dictionaries> {
  await database.run("CREATE TABLE telemetry.texts (id INTEGER, text VARCHAR, principal_id VARCHAR)");
  await database.run("CREATE TABLE telemetry.maps (id INTEGER, entries MAP(VARCHAR, VARCHAR))");
  await database.run("CREATE TABLE telemetry.staged_maps (id INTEGER, entries VARCHAR)");
  const newTexts = openColumnBuffer({ id: "code", text: "text", principal_id: "text" });
  const newMaps = openColumnBuffer({ id: "code", entries: "text" });
  const texts = new Map<string, number>();
  const maps = new Map<string, number>();

  const text = (value: string | null): number => {
    if (value === null) return 0;
    const known = texts.get(value);
    if (known !== undefined) return known;
    const id = texts.size + 1;
    texts.set(value, id);
    const isName = value.includes("@") || value.length === APPLICATION_ID_LENGTH;
    newTexts.add({ id, text: value, principal_id: (isName ? principalIdOf(value) : null) ?? "" });
    return id;
  };
  const frozenMaps = new WeakMap<Readonly<Record<string, string>>, number>();
  const mapOf = (entries: Readonly<Record<string, string>>): number => {
    const key = packed(entries);
    const known = maps.get(key);
    if (known !== undefined) return known;
    const id = maps.size + 1;
    maps.set(key, id);
    newMaps.add({ id, entries: JSON.stringify(entries) });
    return id;
  };
  return {
    text,
    map(entries) {
      const seen = frozenMaps.get(entries);
      if (seen !== undefined) return seen;
      const id = mapOf(entries);
      if (Object.isFrozen(entries)) frozenMaps.set(entries, id);
      return id;
    },
    ownEntries(entries) {
      const values = Object.values(entries);
      const names = Object.keys(entries);
      if (values.some(isSeparated) || names.some(isSeparated)) return null;
      // Nothing, and a lone empty value, pack into the empty text, which means that there is none.
      if (values.length === 0 || (values.length === 1 && values[0] === "")) return null;
      return {
        keys: text(names.length === 1 ? (names[0] ?? "") : names.join(OWN_VALUE_SEPARATOR)),
        values: values.length === 1 ? (values[0] ?? "") : values.join(OWN_VALUE_SEPARATOR),
      };
    },
    take() {
      const takenTexts = newTexts.take();
      const takenMaps = newMaps.take();
      return {
        async write() {
          await takenTexts.appendTo(database.connection, { schema: "telemetry", table: "texts" });
          if (takenMaps.rowCount === 0) return;
          await takenMaps.appendTo(database.connection, { schema: "telemetry", table: "staged_maps" });
          await database.run(
            `INSERT INTO telemetry.maps SELECT id, CAST(CAST(entries AS JSON) AS MAP(VARCHAR, VARCHAR)) FROM telemetry.staged_maps`,
          );
          await database.run("TRUNCATE telemetry.staged_maps");
        },
      };
    },
  };
}

function isSeparated(word: string): boolean {
  return word.includes(OWN_VALUE_SEPARATOR);
}

/** A text that differs for different entries: names and values with their lengths. */
function packed(entries: Readonly<Record<string, string>>): string {
  let key = "";
  for (const name in entries) {
    const value = entries[name] ?? "";
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  return key;
}
