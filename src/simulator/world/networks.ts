import type { RandomGenerator } from "../../stats/random.ts";
import { pick, pickSome } from "./pick.ts";
import type { Duty } from "./world.ts";

/**
 * Networks of ordinary life: offices in 203.0.113.0/24, homes and the cloud in 10.0.0.0/8. Travelers come from
 * 198.51.100.0/24. Nobody comes from 192.0.2.0/24: it is left to stories.
 */
const OFFICE_HOST: Readonly<Record<"amer" | "emea" | "apac", number>> = { amer: 20, emea: 40, apac: 60 };
const OFFICE_HOST_COUNT = 4;

/** Addresses of a human, the usual one first. */
export function drawAddresses(random: RandomGenerator, region: "amer" | "emea" | "apac"): readonly string[] {
  const office = `203.0.113.${OFFICE_HOST[region] + random.below(OFFICE_HOST_COUNT)}`;
  const home = `10.${64 + random.below(64)}.${random.below(256)}.${2 + random.below(250)}`;
  return random.uniform() < 0.6 ? [office, home] : [home, office];
}

/** Where somebody is on a journey. */
export function travelAddress(host: number): string {
  return `198.51.100.${2 + (host % 250)}`;
}

/** Address of a service principal in the cloud. */
export function serviceAddress(random: RandomGenerator): string {
  return `10.${8 + random.below(24)}.${random.below(256)}.${2 + random.below(250)}`;
}

const BROWSERS: readonly string[] = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
];
const TOOLS: readonly string[] = [
  "databricks-cli/0.270.0 databricks-sdk-go/0.83.0 go/1.24.0 os/darwin",
  "databricks-sdk-py/0.70.0 python/3.12.3 os/linux auth/pat",
];

/** User agents of a human: a browser, and sometimes a tool. */
export function drawUserAgents(random: RandomGenerator): readonly string[] {
  return [pick(random, BROWSERS), ...pickSome(random, TOOLS, random.below(2))];
}

export const SERVICE_USER_AGENTS: Readonly<Record<Duty, string>> = {
  pipeline: "databricks-sdk-py/0.70.0 python/3.12.3 os/linux auth/oauth-m2m",
  features: "databricks-sdk-py/0.70.0 python/3.11.9 os/linux auth/oauth-m2m",
  dashboards: "Mozilla/5.0 MicrosoftPowerBI PowerBI/2.146 DatabricksODBCDriver/2.9.2",
  application: "databricks-sql-nodejs/1.12.0 (node v20)",
  infrastructure: "terraform-provider-databricks/1.95.0 databricks-sdk-go/0.83.0 go/1.24.0 os/linux",
  release: "databricks-cli/0.270.0 databricks-sdk-go/0.83.0 go/1.24.0 os/linux auth/oauth-m2m",
  identity_sync: "okta-scim/2.1",
};
