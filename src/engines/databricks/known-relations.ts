import { invariant } from "../../domain/gatehouse-error.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";

/** Relations that the engine gives to statements as common table expressions: nothing is stored at Databricks. */
export interface KnownRelations {
  /** Makes a relation known under a plain name; one of the same name is replaced. Reads relations known before. */
  define(name: string, relationSql: Sql): void;
  /** The statement with the relations that it reads, and those that these read, in front. */
  withRelations(statement: Sql): Sql;
  /** Names among the known ones that `part` reads, directly. */
  readBy(part: Sql): readonly string[];
}

interface Known {
  readonly definition: Sql;
  readonly reads: readonly string[];
}

export function openKnownRelations(): KnownRelations {
  /** In the order of definition, so that each stands behind those that it reads. */
  const known = new Map<string, Known>();

  function readBy(part: Sql): readonly string[] {
    return [...namesReadBy(part)].filter((name) => known.has(name));
  }

  function needed(names: readonly string[], found: Set<string>): ReadonlySet<string> {
    for (const name of names) {
      if (found.has(name)) continue;
      found.add(name);
      needed(known.get(name)?.reads ?? [], found);
    }
    return found;
  }

  return {
    readBy,
    define(name, definition) {
      invariant(/^[a-z][a-z\d_]*$/.test(name), `\`${name}\` cannot be the name of a relation`);
      const reads = readBy(definition).filter((each) => each !== name);
      known.delete(name);
      known.set(name, { definition, reads });
    },
    withRelations(statement) {
      const names = needed(readBy(statement), new Set());
      const expressions = [...known]
        .filter(([name]) => names.has(name))
        .map(([name, { definition }]) => sql`${rawSql(name)} AS (${definition})`);
      return expressions.length === 0 ? statement : inFront(expressions, statement);
    },
  };
}

const WITH = /^\s*WITH\s+/i;

/** A statement that has common table expressions itself gets these as further ones, so that its ORDER BY stays the last. */
function inFront(expressions: readonly Sql[], statement: Sql): Sql {
  const [first = "", ...rest] = statement.chunks;
  const own = WITH.exec(first);
  const list = joinSql(expressions, ", ");
  if (own === null) return sql`WITH ${list} ${statement}`;
  return sql`WITH ${list}, ${{ chunks: [first.slice(own[0].length), ...rest], values: statement.values }}`;
}

const LITERAL_OR_REMARK = /'(?:[^'\\]|\\.|'')*'|--[^\n]*|\/\*.*?\*\//gs;
const READ_NAME = /\b(?:FROM|JOIN)\s+`?([A-Za-z_]\w*)`?(?![\w.`(])/gi;

/** Plain names after FROM and JOIN, outside of literals. */
function namesReadBy(part: Sql): ReadonlySet<string> {
  const text = part.chunks.join(" ").replace(LITERAL_OR_REMARK, " ");
  return new Set([...text.matchAll(READ_NAME)].map((match) => (match[1] ?? "").toLowerCase()));
}
