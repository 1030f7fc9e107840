import type { EpochMs, Unit } from "./units.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];
const DURATION_UNITS = [
  { name: "d", lengthMs: 86_400_000 },
  { name: "h", lengthMs: 3_600_000 },
  { name: "min", lengthMs: 60_000 },
  { name: "s", lengthMs: 1_000 },
];
/** Shown as 0.0012 down to here, as 1.2e-4 below. */
const PLAIN_P_MIN = 0.001;

/** A value of a signal as people say it: `1,234`, `3 min 5 s`, `1.2 GB`, `$1,234.50`, `12.3 %`. */
export function formatQuantity(value: number, unit: Unit): string {
  switch (unit) {
    case "1":
      return formatNumber(value);
    case "rows":
      return `${formatNumber(value)} rows`;
    case "ms":
      return formatDuration(value);
    case "By":
      return formatBytes(value);
    case "USD":
      return signed(money, value);
    case "DBU":
      return `${formatNumber(value)} DBU`;
    case "ratio":
      return `${signed(short, value * 100)} %`;
    case "bits":
      return `${signed(short, value)} bits`;
  }
}

/** A number to at most three digits after the point of what matters. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 1_000 ? signed(whole, value) : signed(short, value);
}

/** With the same minus sign everywhere; what rounds to zero has none. */
function signed(format: Intl.NumberFormat, value: number): string {
  const text = format.format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

export function formatP(p: number): string {
  return p >= PLAIN_P_MIN ? p.toPrecision(2) : p.toExponential(1);
}

/** A moment for people, UTC, to the minute: `2026-03-14 02:14`. */
export function formatMoment(moment: EpochMs): string {
  return new Date(moment).toISOString().slice(0, 16).replace("T", " ");
}

function formatDuration(valueMs: number): string {
  const sign = valueMs < 0 ? "−" : "";
  const lengthMs = Math.abs(valueMs);
  if (lengthMs < 1_000) return `${sign}${formatNumber(lengthMs)} ms`;
  const at = Math.max(
    0,
    DURATION_UNITS.findIndex((unit) => lengthMs >= unit.lengthMs),
  );
  const [large, small] = DURATION_UNITS.slice(at, at + 2);
  if (large === undefined || small === undefined) return `${sign}${short.format(lengthMs / 1_000)} s`;
  const inSmall = Math.round(lengthMs / small.lengthMs);
  const perLarge = large.lengthMs / small.lengthMs;
  const rest = inSmall % perLarge;
  return `${sign}${Math.floor(inSmall / perLarge)} ${large.name}${rest === 0 ? "" : ` ${rest} ${small.name}`}`;
}

function formatBytes(value: number): string {
  let scaled = Math.abs(value);
  let at = 0;
  while (scaled >= 1_000 && at < BYTE_UNITS.length - 1) {
    scaled /= 1_000;
    at++;
  }
  return `${value < 0 ? "−" : ""}${short.format(scaled)} ${BYTE_UNITS[at] ?? "B"}`;
}
