import { duckdbType } from "../../sql/duckdb-type.ts";
import { parseSparkType } from "../../sql/spark-type.ts";
import type { ColumnPlan } from "../world/world.ts";
import type { UniformDraw } from "./draw-sql.ts";

/** First and last names, mail domains of nobody: combinations are invented. */
const FIRST_NAMES =
  "ada,bo,cleo,dario,edda,finn,greta,hugo,ines,jonas,kaja,leon,mira,nils,olga,pia,quinn,rosa,sven,tara,udo,vera,wim,xenia,yara,zeno";
const LAST_NAMES =
  "abel,brandt,conti,dahl,eriksen,fiala,garnier,horvat,ivers,janssen,kovac,lindt,moreau,novak,olsen,prins,quist,romano,sand,toth,ulrich,vogel,weiss,xander,yilmaz,zeman";
const PERSON_NUMBER_COUNT = 100_000;
const MAIL_DOMAIN = "mail.example.com";
/** Country code that no country has, so that no account number is anybody's. */
const IBAN_COUNTRY = "ZZ";
/** Share of the variance of a number that stays with its row from version to version of an overwritten table. */
const STABLE_VARIANCE_RATIO = 0.9;
/** Fractions of numbers that are kept, so that amounts look like amounts. */
const DECIMAL_PLACES = 4;
const AMOUNT_PLACES = 2;

/** Draws per column: each purpose has a salt of its own. */
const SALTS_PER_COLUMN = 4;
const SALTS = { value: 0, second: 1, missing: 2, disturbedMissing: 3 } as const;

/** How a column is drawn: its uniform draws by name, and DuckDB text of the value over them. */
export interface ColumnDraw {
  readonly uniforms: ReadonlyMap<string, UniformDraw>;
  readonly value: string;
}

/**
 * The draw of a column in a row that has `row_hash` (32 bits that follow from seed, table, version and row),
 * `stable_hash` (the same without the version), `row_id`, `from_ms` and `commit_ms`; for a disturbed column i also
 * `ratio_<i>`, `null_ratio_<i>` and `favored_<i>`, neutral in versions that nothing disturbs.
 */
export function columnDraw(
  column: ColumnPlan,
  options: { readonly index: number; readonly isStable: boolean; readonly isDisturbed: boolean },
): ColumnDraw {
  const { index, isStable, isDisturbed } = options;
  const uniforms = new Map<string, UniformDraw>();
  const uniform = (purpose: Purpose, isFresh = !isStable): string => {
    const name = `u_${index}_${purpose}${isFresh ? "" : "_stable"}`;
    const salt = index * SALTS_PER_COLUMN + SALTS[purpose];
    uniforms.set(name, { hash: isFresh ? "row_hash" : "stable_hash", salt });
    return name;
  };
  const value = valueSql(column, { ...options, uniform });
  const isMissing: string[] = [];
  if (isDisturbed) isMissing.push(`${uniform("disturbedMissing", true)} < null_ratio_${index}`);
  if (column.nullRatio > 0) isMissing.push(`${uniform("missing")} < ${column.nullRatio}`);
  const typed = `CAST(${value} AS ${duckdbType(parseSparkType(column.type))})`;
  return {
    uniforms,
    value: isMissing.length === 0 ? typed : `CASE WHEN NOT (${isMissing.join(" OR ")}) THEN ${typed} END`,
  };
}

type Purpose = keyof typeof SALTS;

interface DrawPlace {
  readonly index: number;
  readonly isStable: boolean;
  readonly isDisturbed: boolean;
  /** Name of a uniform draw; of the row in this version when fresh. */
  readonly uniform: (purpose: Purpose, isFresh?: boolean) => string;
}

function valueSql(column: ColumnPlan, place: DrawPlace): string {
  const { index, isDisturbed, uniform } = place;
  const scaled = (value: string, places: number) =>
    `round(${isDisturbed ? `(${value}) * ratio_${index}` : value}, ${places})`;
  switch (column.draw) {
    case "id":
      return "row_id";
    case "log_normal":
      return scaled(`exp(${column.mu} + ${column.sigma} * ${normalSql(place)})`, AMOUNT_PLACES);
    case "normal":
      return scaled(`${column.mean} + ${column.deviation} * ${normalSql(place)}`, DECIMAL_PLACES);
    case "count":
      // Geometric from 0 with the mean, by inversion.
      return scaled(`floor(ln(1 - ${uniform("value")}) / ${Math.log(column.mean / (1 + column.mean))})`, 0);
    case "category":
      return categorySql(column, place);
    case "person":
      return personSql(column.form, uniform("value"), uniform("second"));
    case "moment":
      return `make_timestamp_ms(CAST(from_ms + floor(${uniform("value", true)} * (commit_ms - from_ms)) AS BIGINT))`;
    case "flag":
      return `${uniform("value")} < ${column.chance}${isDisturbed ? ` * ratio_${index}` : ""}`;
  }
}

/** Standard normal (Box & Muller 1958). In a table that is overwritten most of it stays with the row. */
function normalSql({ isStable, uniform }: DrawPlace): string {
  const normal = (first: string, second: string) =>
    `(sqrt(-2 * ln(1 - ${first})) * cos(${2 * Math.PI} * ${second}))`;
  const fresh = normal(uniform("value", true), uniform("second", true));
  if (!isStable) return fresh;
  const stable = normal(uniform("value"), uniform("second"));
  return `(${Math.sqrt(STABLE_VARIANCE_RATIO)} * ${stable} + ${Math.sqrt(1 - STABLE_VARIANCE_RATIO)} * ${fresh})`;
}

/** By weight; a favored category of weight w is taken so often more that its share becomes r w / (r w + 1 − w). */
function categorySql(
  column: Extract<ColumnPlan, { readonly draw: "category" }>,
  { index, isDisturbed, uniform }: DrawPlace,
): string {
  const total = column.weights.reduce((sum, weight) => sum + weight, 0);
  const weights = column.values.map((value, place) => ({
    value,
    weight: (column.weights[place] ?? 0) / total,
  }));
  let sum = 0;
  const cases = weights.slice(0, -1).map(({ value, weight }) => {
    sum += weight;
    return `WHEN ${uniform("value")} < ${sum} THEN ${textLiteral(value)}`;
  });
  const last = textLiteral(column.values.at(-1) ?? "");
  const plain = cases.length === 0 ? last : `CASE ${cases.join(" ")} ELSE ${last} END`;
  if (!isDisturbed) return plain;
  const shares = weights.map(
    ({ value, weight }) =>
      `WHEN ${textLiteral(value)} THEN (ratio_${index} - 1) * ${weight} / (ratio_${index} * ${weight} + ${1 - weight})`,
  );
  // A category that the plan does not have has no weight to multiply: the ratio itself is its share.
  const taken = `CASE favored_${index} ${shares.join(" ")} ELSE least(1, ratio_${index}) END`;
  return `CASE WHEN favored_${index} IS NOT NULL AND ${uniform("second", true)} < ${taken} THEN favored_${index} ELSE ${plain} END`;
}

function personSql(form: "email" | "name" | "iban", draw: string, second: string): string {
  const pick = (names: string, position: string) => {
    const list = names.split(",");
    return `[${list.map(textLiteral).join(",")}][1 + CAST(floor(${position} * ${list.length}) AS INTEGER)]`;
  };
  const fraction = (of: string, parts: number) => `(${of} * ${parts} - floor(${of} * ${parts}))`;
  const first = pick(FIRST_NAMES, draw);
  const last = pick(LAST_NAMES, fraction(draw, FIRST_NAMES.split(",").length));
  switch (form) {
    case "name":
      return `concat(${capitalizedSql(first)}, ' ', ${capitalizedSql(last)})`;
    case "email":
      return `concat(${first}, '.', ${last}, CAST(floor(${second} * ${PERSON_NUMBER_COUNT}) AS INTEGER), '@${MAIL_DOMAIN}')`;
    case "iban":
      return `concat('${IBAN_COUNTRY}', CAST(10 + floor(${draw} * 89) AS INTEGER), lpad(CAST(CAST(floor(${draw} * 1e9) AS BIGINT) AS VARCHAR), 9, '0'), lpad(CAST(CAST(floor(${second} * 1e9) AS BIGINT) AS VARCHAR), 9, '0'))`;
  }
}

function capitalizedSql(text: string): string {
  return `concat(upper(left(${text}, 1)), substr(${text}, 2))`;
}

function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
