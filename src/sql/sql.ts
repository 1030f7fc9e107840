/** A value that travels beside the text, never inside it. */
export type SqlValue = string | number | bigint | boolean | null;

/**
 * SQL text with bound values; never built by string concatenation. `chunks.length === values.length + 1`: value i
 * stands between chunk i and chunk i + 1. A dialect renders it with its own placeholders.
 */
export interface Sql {
  readonly chunks: readonly string[];
  readonly values: readonly SqlValue[];
}

/** Text and values as a driver takes them. */
export interface RenderedSql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

function isSql(part: Sql | SqlValue): part is Sql {
  return typeof part === "object" && part !== null;
}

/**
 * Tagged template: interpolated {@link Sql} is spliced, everything else becomes a bound value.
 * @example sql`SELECT count(*) FROM ${table} WHERE event_time >= ${since}`
 */
export function sql(text: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  const chunks: string[] = [text[0] ?? ""];
  const values: SqlValue[] = [];
  parts.forEach((part, index) => {
    const after = text[index + 1] ?? "";
    if (isSql(part)) {
      appendSql({ chunks, values }, part);
      chunks[chunks.length - 1] += after;
    } else {
      values.push(part);
      chunks.push(after);
    }
  });
  return { chunks, values };
}

function appendSql(target: { readonly chunks: string[]; readonly values: SqlValue[] }, part: Sql): void {
  target.chunks[target.chunks.length - 1] += part.chunks[0] ?? "";
  part.values.forEach((value, index) => {
    target.values.push(value);
    target.chunks.push(part.chunks[index + 1] ?? "");
  });
}

/** SQL text of ours, taken as it is. Never pass anything that came from outside: see `quoteIdentifier` and bound values. */
export function rawSql(text: string): Sql {
  return { chunks: [text], values: [] };
}

/** Parts with `separator` between them; empty for no parts. */
export function joinSql(parts: readonly Sql[], separator: string): Sql {
  const joined = { chunks: [""], values: [] as SqlValue[] };
  parts.forEach((part, index) => {
    if (index > 0) joined.chunks[joined.chunks.length - 1] += separator;
    appendSql(joined, part);
  });
  return joined;
}

/** Text with `placeholder(index)` in place of each value, index from 1. */
export function renderSql(part: Sql, placeholder: (index: number) => string): RenderedSql {
  const text = part.chunks.map((chunk, index) => (index === 0 ? chunk : placeholder(index) + chunk)).join("");
  return { text, values: part.values };
}
