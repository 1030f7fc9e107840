import type { Entity } from "./observation.ts";

/** One text for an entity, stable over time: how stores and the command line name a series. */
export function entityText(entity: Entity): string {
  switch (entity.kind) {
    case "principal":
      return entity.principal;
    case "securable":
      return entity.securable;
    case "principal_securable":
      return `${entity.principal} on ${entity.securable}`;
    case "column":
      return `${entity.securable}#${entity.column}`;
    case "job":
      return `job ${entity.jobId}`;
    case "job_task":
      return `task ${entity.taskKey} of job ${entity.jobId}`;
    case "warehouse":
      return `warehouse ${entity.warehouseId}`;
    case "other":
      return `${entity.type} ${entity.key}`;
  }
}
