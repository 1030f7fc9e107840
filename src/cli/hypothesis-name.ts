import type { Hypothesis } from "../domain/evidence.ts";

const NAMES: Readonly<Record<Hypothesis, string>> = {
  data_shift: "data shift",
  pipeline_fault: "pipeline fault",
  newly_authorized_access: "newly authorized access",
  unauthorized_access: "unauthorized access",
  usage_growth: "usage growth",
  telemetry_fault: "telemetry fault",
};

/** An explanation as people call it. */
export function hypothesisName(hypothesis: Hypothesis): string {
  return NAMES[hypothesis];
}
