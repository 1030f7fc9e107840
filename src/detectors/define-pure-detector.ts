import type { Json } from "../domain/brand.ts";
import type { Score } from "../domain/evidence.ts";
import type { Observation, TrustedObservation } from "../domain/observation.ts";
import { pValue } from "../domain/units.ts";
import type {
  DetectorDefinition,
  DetectorTable,
  ObservationBlock,
  SignalTraits,
  TrustedObservationBlock,
} from "./define-detector.ts";

/** Everything a detector knows of one series, as a value: it survives JSON unchanged. */
export type PureState<Params extends Json = Json> = {
  readonly params: Params;
  readonly traits: {
    readonly measure: SignalTraits["measure"];
    readonly tail: SignalTraits["tail"];
    readonly windowMs: number;
    readonly materialityFloor: number;
  };
  readonly series: Json;
  /** What the table holds for all series; here the only one. */
  readonly pool: Json;
  /** Categories learned, in the order of their codes; empty for other measures. */
  readonly categories: readonly string[];
};

/** A detector as functions over immutable state: what the columnar table does, one observation of one series at a time. */
export interface PureDetector<Params extends Json = Json> {
  init(params: Params, traits: SignalTraits): PureState<Params>;
  /** Never changes `state`. To be called before learn for the same observation. */
  score(state: PureState<Params>, observation: Observation): Score;
  /** The state after the observation; `state` itself stays as it is. */
  learn(state: PureState<Params>, observation: TrustedObservation): PureState<Params>;
}

/**
 * Derives the contract over immutable values from the table of a detector, so that both are one implementation.
 *
 * Works when one series is looked at alone: in tests, in a notebook. Its family is then itself.
 * Cost: opens a table and copies the state for each observation, some 10 µs: production uses the table.
 * Determinism: that of the table.
 */
export function pureDetector<Params extends Json>(
  definition: DetectorDefinition<Params>,
): PureDetector<Params> {
  return {
    init(params, traits) {
      const table = definition.open(params, traits);
      table.grow(1);
      const { measure, tail, windowMs, materialityFloor } = traits;
      return {
        params,
        traits: { measure, tail, windowMs, materialityFloor },
        series: table.dump(0),
        pool: table.dumpPool(),
        categories: [],
      };
    },
    score(state, observation) {
      const table = reopened(definition, state);
      const p = new Float64Array(1);
      const { block } = blockOfOne(observation, state.categories);
      table.score(block, p);
      return scoreOf(table, block, p[0] ?? Number.NaN);
    },
    learn(state, observation) {
      const table = reopened(definition, state);
      const { block, categories } = blockOfOne(observation, state.categories);
      table.learn(trustedBlock(observation, block));
      return { ...state, series: table.dump(0), pool: table.dumpPool(), categories };
    },
  };
}

function reopened<Params extends Json>(
  definition: DetectorDefinition<Params>,
  { params, traits, series, pool }: PureState<Params>,
): DetectorTable {
  const table = definition.open(params, traits);
  table.grow(1);
  table.load(0, series);
  table.loadPool(pool);
  return table;
}

function scoreOf(table: DetectorTable, block: ObservationBlock, p: number): Score {
  if (Number.isNaN(p)) {
    const { seenCount, neededCount } = table.warmth(0);
    if (seenCount < neededCount) return { kind: "warming", seenCount, neededCount };
    return { kind: "unscorable", reason: "no_support" };
  }
  const { expected, lower, upper } = table.explain(block, 0);
  return {
    kind: "scored",
    p: pValue(p),
    ...(expected === null ? {} : { expected }),
    ...(lower === null ? {} : { lower }),
    ...(upper === null ? {} : { upper }),
  };
}

/** The only block of a trusted observation is trusted: the mark passes from the one form to the other. */
function trustedBlock(_proof: TrustedObservation, block: ObservationBlock): TrustedObservationBlock {
  return block as TrustedObservationBlock;
}

/** The observation as series 0 of a block, and the categories with those that it adds. */
function blockOfOne(
  { value, window, supportCount }: Observation,
  categories: readonly string[],
): { readonly block: ObservationBlock; readonly categories: readonly string[] } {
  const { parts, known } = partsOf(value, categories);
  const itemCount = Float64Array.from(parts, ([, count]) => count);
  const total = itemCount.reduce((sum, count) => sum + count, 0);
  const block: ObservationBlock = {
    windowStartMs: window.start,
    windowMs: window.length,
    isClosed: window.state === "closed",
    rowCount: 1,
    series: Int32Array.of(0),
    value: Float64Array.of(value.kind === "scalar" ? value.value : total),
    supportCount: Float64Array.of(supportCount),
    partOffset: Int32Array.of(0, parts.length),
    part: Int32Array.from(parts, ([part]) => part),
    itemCount,
  };
  return { block, categories: known };
}

function partsOf(
  value: Observation["value"],
  categories: readonly string[],
): { readonly parts: readonly (readonly [number, number])[]; readonly known: readonly string[] } {
  if (value.kind === "scalar") return { parts: [], known: categories };
  if (value.kind === "sketch") {
    const buckets = Object.entries(value.sketch.counts).map(
      ([bucket, count]) => [Number(bucket), count] as const,
    );
    return { parts: buckets.sort(([a], [b]) => a - b), known: categories };
  }
  const codes = new Map(categories.map((category, code) => [category, code]));
  for (const category of Object.keys(value.counts).sort()) {
    if (!codes.has(category)) codes.set(category, codes.size);
  }
  const parts = Object.entries(value.counts).map(
    ([category, count]) => [codes.get(category) ?? 0, count] as const,
  );
  return { parts: parts.sort(([a], [b]) => a - b), known: [...codes.keys()] };
}
