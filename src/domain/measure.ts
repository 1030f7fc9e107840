/** The seven things Gatehouse watches. */
export const SURFACES = [
  "query_performance",
  "job_runtime",
  "cost",
  "api_call_frequency",
  "permission_changes",
  "feature_values",
  "access_behavior",
] as const;
export type Surface = (typeof SURFACES)[number];

/** What kind of number the value is: decides which detectors suit it. Detectors declare the measures that they take. */
export type Measure =
  /** Whole number of things in the window, ≥ 0; a window without rows is 0. */
  | "count"
  /** Real ≥ 0 (time, bytes, money), 0 included (an empty table, an empty queue); a window without rows says nothing. */
  | "magnitude"
  /** Share in [0, 1] of `support_count`; a window without rows says nothing. */
  | "ratio"
  | "sketch"
  | "categories";

/** Which direction counts as unusual. */
export type Tail = "upper" | "both";
