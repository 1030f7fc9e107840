const MASK = "4294967295::UBIGINT";

/** Constants of `lowbias32`. Source: Wellons (2018), Prospecting for Hash Functions. */
const MULTIPLIERS = [2146121005, 2221713035] as const;

/**
 * 32 bits that follow from 32 bits, every bit from every bit: a bijection written out in arithmetic that no version of
 * DuckDB computes otherwise. `value` is a UBIGINT below 2³² and is written eight times, so it should be a column.
 */
export function mixedSql(value: string): string {
  const first = `(${roundSql(value, 16, MULTIPLIERS[0])})`;
  const second = `(${roundSql(first, 15, MULTIPLIERS[1])})`;
  return `xor(${second}, ${second} >> 16)`;
}

/** `lowbias32` in JavaScript: the same number as {@link mixedSql}. */
export function mixed(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), MULTIPLIERS[0]) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), MULTIPLIERS[1]) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Weyl increment that spreads salts: 2³² divided by the golden ratio. */
const SALT_STEP = 2654435769;

/** A uniform draw: of which hash column, and what for. */
export interface UniformDraw {
  readonly hash: string;
  readonly salt: number;
}

/**
 * DuckDB text of a query that adds uniform draws in [0, 1) to the rows of `from` under their names. One SELECT for each
 * step of `lowbias32`: as one expression a draw would hold its hash eight times, and planning took longer than drawing.
 */
export function withUniforms(from: string, draws: ReadonlyMap<string, UniformDraw>): string {
  const step = (rows: string, text: (name: string, draw: UniformDraw) => string) => {
    const columns = [...draws].map(([name, draw]) => `${text(name, draw)} AS ${name}`);
    return `SELECT * REPLACE (${columns.join(", ")}) FROM (${rows})`;
  };
  if (draws.size === 0) return `SELECT * FROM (${from})`;
  const salted = [...draws].map(
    ([name, { hash, salt }]) => `(${hash} + ${saltStep(salt)}::UBIGINT) & ${MASK} AS ${name}`,
  );
  const first = step(`SELECT *, ${salted.join(", ")} FROM (${from})`, (name) =>
    roundSql(name, 16, MULTIPLIERS[0]),
  );
  const second = step(first, (name) => roundSql(name, 15, MULTIPLIERS[1]));
  return step(second, (name) => `xor(${name}, ${name} >> 16) / 4294967296.0::DOUBLE`);
}

function roundSql(value: string, shift: number, multiplier: number): string {
  return `(xor(${value}, ${value} >> ${shift}) * ${multiplier}::UBIGINT) & ${MASK}`;
}

function saltStep(salt: number): number {
  return Number((BigInt(salt + 1) * BigInt(SALT_STEP)) % 4294967296n);
}

/** The same draw in JavaScript. */
export function uniformOf(hash: number, salt: number): number {
  return mixed((hash + saltStep(salt)) % 4294967296) / 4294967296;
}

/** A hash column from another one and a number column. */
export function chainedSql(hash: string, number: string): string {
  return mixedSql(`((${hash} + CAST(${number} AS UBIGINT) * ${SALT_STEP}::UBIGINT) & ${MASK})`);
}

/** Hash of a text, to start from. Source: Fowler, Noll, Vo, FNV-1a, 32 bits. */
export function hashOfText(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return mixed(hash);
}
