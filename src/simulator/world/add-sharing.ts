import { addSecurable } from "../account/add-securable.ts";
import { grant } from "../account/grant.ts";
import { daysBefore } from "./draft-principals.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** Adds storage credentials, external locations, a connection, a share with a recipient, and a provider. */
export function addSharing(draft: WorldDraft, { groups, adminName }: WorldMembers): void {
  const owner = groups.idOf("platform-admins");
  const base = { owner, createdAt: daysBefore(draft, 420), createdBy: adminName };
  const credential = addSecurable(draft.account, {
    ...base,
    type: "storage_credential",
    name: "lake-storage",
  });
  grant(draft.account, credential, {
    principalId: groups.idOf("data-engineers"),
    privileges: ["READ_FILES"],
  });
  addSecurable(draft.account, { ...base, type: "credential", name: "mail-gateway" });
  for (const name of ["landing-zone", "archive"]) {
    const location = addSecurable(draft.account, { ...base, type: "external_location", name });
    location.properties.set("url", `s3://example-${name}/`).set("credential_name", "lake-storage");
    grant(draft.account, location, {
      principalId: groups.idOf("pipelines"),
      privileges: ["READ_FILES", "WRITE_FILES"],
    });
    grant(draft.account, location, { principalId: groups.idOf("employees"), privileges: ["BROWSE"] });
  }
  const connection = addSecurable(draft.account, { ...base, type: "connection", name: "erp-database" });
  grant(draft.account, connection, {
    principalId: groups.idOf("data-engineers"),
    privileges: ["USE_CONNECTION"],
  });
  const recipient = addSecurable(draft.account, { ...base, type: "recipient", name: "logistics-partner" });
  const share = addSecurable(draft.account, {
    ...base,
    type: "share",
    name: "shipment-status",
    detail: { kind: "share", objects: new Set(["prod.ops.support_tickets"]) },
  });
  share.properties.set("recipients", recipient.name);
  addSecurable(draft.account, { ...base, type: "provider", name: "market-data" });
}
