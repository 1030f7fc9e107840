import { tablesOf } from "./add-grants.ts";
import type { ServicePrincipals } from "./add-service-principals.ts";
import type { WarehouseIds } from "./add-warehouses.ts";
import { drawHex } from "./draw-id.ts";
import { memberAt, pick, pickSome } from "./pick.ts";
import type { DashboardPlan, Person } from "./world.ts";
import { type WorldDraft, worldSizes } from "./world-draft.ts";

const TOPICS =
  "Revenue Orders Customers Payments Support Demand Funnel Retention Invoices Campaigns Devices Regions".split(
    " ",
  );
const FORMS = ["overview", "week by week", "targets", "by region"];
const VIEWERS_MIN = 4;
const VIEWER_RATIO = 0.12;

interface DashboardParts {
  readonly principals: ServicePrincipals;
  readonly persons: readonly Person[];
  readonly warehouses: WarehouseIds;
}

/** Dashboards over `prod.reporting`, refreshed by a service principal of dashboards and looked at by people. */
export function drawDashboards(
  draft: WorldDraft,
  { principals, persons, warehouses }: DashboardParts,
): readonly DashboardPlan[] {
  const random = draft.random.fork("dashboards");
  const views = tablesOf(draft.account, "prod.reporting.");
  const publishers = principals.services.filter(({ duty }) => duty === "dashboards");
  const people = persons.filter(({ kind, activity }) => kind === "human" && activity > 0);
  return Array.from({ length: worldSizes(draft.preset).dashboardCount }, (_, index) => ({
    id: drawHex(random, 32),
    name: `${memberAt(TOPICS, index % TOPICS.length)}, ${memberAt(FORMS, Math.floor(index / TOPICS.length) % FORMS.length)}`,
    publisher: pick(random, publishers).applicationId,
    reads: pickSome(random, views, 1 + random.below(3)),
    viewers: pickSome(
      random,
      people,
      VIEWERS_MIN + random.below(Math.ceil(people.length * VIEWER_RATIO)),
    ).map(({ name }) => name),
    workspaceId: draft.workspaceIds.analytics,
    warehouseId: warehouses.dashboards,
  }));
}
