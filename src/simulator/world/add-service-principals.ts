import { addServicePrincipal } from "./draft-principals.ts";
import { drawUuid } from "./draw-id.ts";
import { memberAt, pick } from "./pick.ts";
import type { Duty, Team } from "./world.ts";
import { type WorldDraft, worldSizes } from "./world-draft.ts";

/** A service principal before tables and warehouses are known. */
export interface ServiceDraft {
  readonly principalId: string;
  readonly applicationId: string;
  readonly displayName: string;
  readonly duty: Duty;
  readonly team: Team;
  /** Schemas of `prod` that a pipeline writes; empty for others. */
  readonly schemas: readonly string[];
}

export interface ServicePrincipals {
  readonly services: readonly ServiceDraft[];
  readonly readerName: string;
  readonly readerId: string;
  readonly responderName: string;
  readonly responderId: string;
}

interface Post {
  readonly displayName: string;
  readonly duty: Duty;
  readonly team: Team;
  readonly schemas?: readonly string[];
}

/** Service principals of every account. The two of Gatehouse come on top of them. */
const FOUNDERS: readonly Post[] = [
  { displayName: "scim-sync", duty: "identity_sync", team: "platform" },
  { displayName: "terraform-ci", duty: "infrastructure", team: "platform" },
  { displayName: "bi-dashboards", duty: "dashboards", team: "data" },
  { displayName: "etl-sales", duty: "pipeline", team: "sales", schemas: ["sales", "marketing"] },
  {
    displayName: "etl-core",
    duty: "pipeline",
    team: "data",
    schemas: ["landing", "finance", "product", "people", "ops", "reporting"],
  },
  { displayName: "feature-pipeline", duty: "features", team: "data", schemas: ["features"] },
  { displayName: "customer-portal", duty: "application", team: "product" },
];

/** Further ones of larger accounts, in this order; after them come applications of drawn names. */
const LATER: readonly Post[] = [
  { displayName: "release-ci", duty: "release", team: "platform" },
  { displayName: "etl-finance", duty: "pipeline", team: "finance", schemas: ["finance"] },
  { displayName: "etl-marketing", duty: "pipeline", team: "marketing", schemas: ["marketing"] },
  { displayName: "etl-product", duty: "pipeline", team: "product", schemas: ["product"] },
  { displayName: "etl-people", duty: "pipeline", team: "people", schemas: ["people"] },
  { displayName: "etl-ops", duty: "pipeline", team: "platform", schemas: ["ops"] },
  { displayName: "reporting-refresh", duty: "pipeline", team: "data", schemas: ["reporting"] },
  { displayName: "bi-embedded", duty: "dashboards", team: "sales" },
  { displayName: "pricing-service", duty: "application", team: "sales" },
];

const APPLICATION_WORDS =
  "billing search support checkout catalog routing quota mailing survey loyalty partner invoice ledger mobile".split(
    " ",
  );
const APPLICATION_TEAMS: readonly Team[] = ["sales", "marketing", "product", "finance"];
/** Service principals that Gatehouse itself works with. */
const GATEHOUSE_COUNT = 2;

/** Adds the service principals of a preset, those of Gatehouse among them. */
export function addServicePrincipals(draft: WorldDraft): ServicePrincipals {
  const count = worldSizes(draft.preset).serviceCount - GATEHOUSE_COUNT;
  const random = draft.random.fork("service principals");
  const posts = [...FOUNDERS, ...LATER].slice(0, count);
  for (let number = 1; posts.length < count; number++) {
    const word = memberAt(APPLICATION_WORDS, number % APPLICATION_WORDS.length);
    const team = pick(random, APPLICATION_TEAMS);
    posts.push({ displayName: `${word}-app-${number}`, duty: "application", team });
  }
  const add = (displayName: string) => {
    const applicationId = drawUuid(draft.random.fork(`application ${displayName}`));
    return {
      displayName,
      applicationId,
      principalId: addServicePrincipal(draft, { displayName, applicationId }),
    };
  };
  const services = posts.map((post) => ({ schemas: [], ...post, ...add(post.displayName) }));
  const reader = add("gatehouse-reader");
  const responder = add("gatehouse-responder");
  return {
    services,
    readerName: reader.applicationId,
    readerId: reader.principalId,
    responderName: responder.applicationId,
    responderId: responder.principalId,
  };
}

/** The pipeline that writes a schema of `prod`: its own one where there is one, else the one that has most of them. */
export function pipelineOf(services: readonly ServiceDraft[], schema: string): ServiceDraft {
  const writers = services.filter(({ schemas }) => schemas.includes(schema));
  const narrowest = writers.toSorted((a, b) => a.schemas.length - b.schemas.length);
  return memberAt(narrowest, 0);
}
