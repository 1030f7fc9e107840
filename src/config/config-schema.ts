import { z } from "zod";
import type { Json } from "../domain/brand.ts";
import type { EpochMs } from "../domain/units.ts";
import { parseMoment } from "./parse-moment.ts";

/** What a reader of the configuration needs to know of one field. Feeds parsing, `config explain`, the docs and forms. */
export interface FieldMeta {
  readonly title: string;
  readonly description: string;
  /** Unit of the value, spelled out; null for names, paths and switches. */
  readonly unit: string | null;
  /** Why the default is what it is. */
  readonly defaultReason: string;
  /** Printed only as `set` or `unset`. */
  readonly isSecret: boolean;
}

/** What configuration must know of a signal: any signal definition fits. */
export interface KnownSignal {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly materialityFloor: number;
}

/** What configuration must know of a detector: any detector definition fits. */
export interface KnownDetector {
  readonly id: string;
  readonly title: string;
  readonly defaults: Json;
}

export interface KnownParts {
  readonly signals: readonly KnownSignal[];
  readonly detectors: readonly KnownDetector[];
}

/** Every setting, defaults filled in; keys are spelled as in the file. */
export interface Settings {
  readonly budget: { readonly findings_per_day: number; readonly alpha: number };
  /** Of one series alone, where the account's budget would be far too much. */
  readonly detect: { readonly findings_per_day: number };
  readonly scan: {
    readonly since: EpochMs | null;
    readonly until: EpochMs | null;
    readonly memory_limit_mb: number;
    /** As many as the machine has cores when null. */
    readonly threads: number | null;
  };
  /** Nothing is remembered between scans when null. */
  readonly store: { readonly path: string | null };
  /** One entry for each known signal, by id. */
  readonly signals: Readonly<
    Record<string, { readonly enabled: boolean; readonly materiality_floor: number }>
  >;
  /** One entry for each known detector, by id: its parameters, by name. */
  readonly detectors: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** Metadata of the fields of a configuration schema. */
export const fieldRegistry = z.registry<FieldMeta>();

const PLAIN = { unit: null, isSecret: false };

/** The schema of `gatehouse.config.yaml` for the given signals and detectors. Every field has metadata in {@link fieldRegistry}. */
export function configSchema(known: KnownParts): z.ZodType<Settings> {
  return z.strictObject({
    budget: section(budgetFields()),
    detect: section({
      findings_per_day: z.number().min(0).max(1_000_000).default(0.1).register(fieldRegistry, {
        title: "alarm budget of one series",
        description: "false alarms a day that `gatehouse detect` may cost in expectation, in quiet time",
        unit: "findings per day",
        defaultReason: "one false alarm in ten days of a single series still lets a dozen series be watched",
        isSecret: false,
      }),
    }),
    scan: section(scanFields()),
    store: section({
      path: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .register(fieldRegistry, {
          ...PLAIN,
          title: "store file",
          description: "file in which observations, detector states, incidents and the ledger are kept",
          defaultReason: "a first look should leave nothing behind",
        }),
    }),
    signals: section(
      Object.fromEntries(known.signals.map((signal) => [signal.id, section(signalFields(signal))])),
    ),
    detectors: section(
      Object.fromEntries(known.detectors.map((detector) => [detector.id, section(detectorFields(detector))])),
    ),
  });
}

function budgetFields() {
  return {
    findings_per_day: z.number().min(0).max(1_000_000).default(1).register(fieldRegistry, {
      title: "alarm budget",
      description: "false findings a day that the whole account may cost in expectation, in quiet time",
      unit: "findings per day",
      defaultReason: "one false alarm a day is what a person on call keeps reading",
      isSecret: false,
    }),
    alpha: z.number().min(0).max(0.5).default(0.1).register(fieldRegistry, {
      title: "budget earned by a finding",
      description: "further false findings that each finding of the last day allows",
      unit: "findings per finding",
      defaultReason:
        "while something goes on, one false finding in ten is worth the company of the true ones",
      isSecret: false,
    }),
  };
}

function scanFields() {
  return {
    since: momentField(
      "start",
      "findings of windows that end before this moment are not told; earlier telemetry teaches all the same",
      "all telemetry that is there",
    ),
    until: momentField(
      "end",
      "windows that start at or after this moment are left out",
      "all telemetry that is there",
    ),
    memory_limit_mb: z.int().min(256).max(4_194_304).default(2048).register(fieldRegistry, {
      title: "memory limit",
      description: "memory that the query engine may take; it spills to disk beyond",
      unit: "MB",
      defaultReason: "leaves a laptop usable and holds ten million audit events",
      isSecret: false,
    }),
    threads: z.int().min(1).max(1024).nullable().default(null).register(fieldRegistry, {
      title: "threads",
      description: "threads of the query engine; as many as the machine has cores when not set",
      unit: "threads",
      defaultReason: "a scan is a short job that may use the machine",
      isSecret: false,
    }),
  };
}

function momentField(title: string, description: string, defaultReason: string) {
  return z
    .string()
    .transform((text, context) => {
      const moment = parseMoment(text);
      if (moment === null) context.addIssue({ code: "custom", message: MOMENT_EXPECTED });
      return moment;
    })
    .nullable()
    .default(null)
    .register(fieldRegistry, { title, description, unit: "ISO 8601, UTC", defaultReason, isSecret: false });
}

/** How a moment has to be written; shown where one is not understood. */
const MOMENT_EXPECTED = "expected a moment such as `2026-03-14` or `2026-03-14T02:14:00Z`";

function signalFields(signal: KnownSignal) {
  return {
    enabled: z
      .boolean()
      .default(true)
      .register(fieldRegistry, {
        ...PLAIN,
        title: `watch ${signal.title}`,
        description: `whether ${signal.title} is measured`,
        defaultReason: "what is not watched is not seen",
      }),
    materiality_floor: z
      .number()
      .min(0)
      .default(signal.materialityFloor)
      .register(fieldRegistry, {
        title: `floor of ${signal.title}`,
        description: "deviations smaller than this never become findings",
        unit: signal.unit,
        defaultReason: "declared by the signal",
        isSecret: false,
      }),
  };
}

function detectorFields(detector: KnownDetector) {
  const defaults = isRecord(detector.defaults) ? detector.defaults : {};
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      parameterSchema(value).register(fieldRegistry, {
        ...PLAIN,
        title: `${name} of ${detector.title}`,
        description: `parameter \`${name}\` of detector \`${detector.id}\`, of the kind of its default`,
        defaultReason: "declared by the detector",
      }),
    ]),
  );
}

/** Accepts what is of the same kind as the default. */
function parameterSchema(value: Json): z.ZodType<Json> {
  if (typeof value === "number") return z.number().default(value);
  if (typeof value === "boolean") return z.boolean().default(value);
  if (typeof value === "string") return z.string().default(value);
  return z
    .custom<Json>(isJson, { message: "expected text, numbers, lists or groups of these" })
    .default(value);
}

function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === "object" && value !== null) return Object.values(value).every(isJson);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A group that may be left out as a whole: every field in it has a default, so `{}`, the `never` here, is valid input. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).prefault({} as never);
}
