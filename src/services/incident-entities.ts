import type { Finding } from "../domain/evidence.ts";
import type { Entity } from "../domain/observation.ts";

/** What an incident is about: every entity that its findings name, each once, in order of first mention. */
export interface IncidentEntities {
  readonly principals: readonly string[];
  readonly securables: readonly string[];
  readonly jobs: readonly string[];
  readonly warehouses: readonly string[];
}

export function incidentEntities(findings: readonly Finding[]): IncidentEntities {
  const principals = new Set<string>();
  const securables = new Set<string>();
  const jobs = new Set<string>();
  const warehouses = new Set<string>();
  for (const finding of findings) {
    for (const entity of [finding.evidence.observation.series.entity, ...finding.alsoAbout]) {
      collect(entity, { principals, securables, jobs, warehouses });
    }
  }
  return {
    principals: [...principals],
    securables: [...securables],
    jobs: [...jobs],
    warehouses: [...warehouses],
  };
}

interface EntitySets {
  readonly principals: Set<string>;
  readonly securables: Set<string>;
  readonly jobs: Set<string>;
  readonly warehouses: Set<string>;
}

function collect(entity: Entity, into: EntitySets): void {
  switch (entity.kind) {
    case "principal":
      into.principals.add(entity.principal);
      return;
    case "securable":
    case "column":
      into.securables.add(entity.securable);
      return;
    case "principal_securable":
      into.principals.add(entity.principal);
      into.securables.add(entity.securable);
      return;
    case "job":
    case "job_task":
      into.jobs.add(entity.jobId);
      return;
    case "warehouse":
      into.warehouses.add(entity.warehouseId);
      return;
    case "other":
      return;
  }
}
