import type { ActKind } from "./act.ts";
import { apiCallAct } from "./api-call.ts";
import { assignWorkspaceAct } from "./assign-workspace.ts";
import { cancelRunsAct } from "./cancel-runs.ts";
import { changeBindingsAct } from "./change-bindings.ts";
import { changeGrantsAct } from "./change-grants.ts";
import { changeMembersAct } from "./change-members.ts";
import { changeOwnerAct } from "./change-owner.ts";
import { changeShareAct } from "./change-share.ts";
import { changeTagsAct } from "./change-tags.ts";
import { createJobAct } from "./create-job.ts";
import { createPrincipalAct } from "./create-principal.ts";
import { createSecretAct } from "./create-secret.ts";
import { createSecurableAct } from "./create-securable.ts";
import { createTokenAct } from "./create-token.ts";
import type { ActDefinition } from "./define-act.ts";
import { deleteJobAct } from "./delete-job.ts";
import { deletePolicyAct } from "./delete-policy.ts";
import { deletePrincipalAct } from "./delete-principal.ts";
import { deleteSecretAct } from "./delete-secret.ts";
import { disturbAct } from "./disturb.ts";
import { downloadAct } from "./download.ts";
import { dropSecurableAct } from "./drop-securable.ts";
import { jobRunAct } from "./job-run.ts";
import { loginAct } from "./login.ts";
import { putPolicyAct } from "./put-policy.ts";
import { putRuleSetAct } from "./put-rule-set.ts";
import { revokeTokenAct } from "./revoke-token.ts";
import { setActiveAct } from "./set-active.ts";
import { setAdminRoleAct } from "./set-admin-role.ts";
import { setColumnMaskAct } from "./set-column-mask.ts";
import { setColumnsAct } from "./set-columns.ts";
import { setObjectAclAct } from "./set-object-acl.ts";
import { setRowFilterAct } from "./set-row-filter.ts";
import { setSettingAct } from "./set-setting.ts";
import { statementAct } from "./statement.ts";
import { updateJobAct } from "./update-job.ts";
import { usageAct } from "./usage.ts";
import { warehouseEventAct } from "./warehouse-event.ts";
import { writeVersionAct } from "./write-version.ts";

/** The definition of each kind of act. A kind without one is a type error. */
export const ACT_DEFINITIONS: { readonly [Kind in ActKind]: ActDefinition<Kind> } = {
  api_call: apiCallAct,
  assign_workspace: assignWorkspaceAct,
  cancel_runs: cancelRunsAct,
  change_bindings: changeBindingsAct,
  change_grants: changeGrantsAct,
  change_members: changeMembersAct,
  change_owner: changeOwnerAct,
  change_share: changeShareAct,
  change_tags: changeTagsAct,
  create_job: createJobAct,
  create_principal: createPrincipalAct,
  create_secret: createSecretAct,
  create_securable: createSecurableAct,
  create_token: createTokenAct,
  delete_job: deleteJobAct,
  delete_policy: deletePolicyAct,
  delete_principal: deletePrincipalAct,
  delete_secret: deleteSecretAct,
  disturb: disturbAct,
  download: downloadAct,
  drop_securable: dropSecurableAct,
  job_run: jobRunAct,
  login: loginAct,
  put_policy: putPolicyAct,
  put_rule_set: putRuleSetAct,
  revoke_token: revokeTokenAct,
  set_active: setActiveAct,
  set_admin_role: setAdminRoleAct,
  set_column_mask: setColumnMaskAct,
  set_columns: setColumnsAct,
  set_object_acl: setObjectAclAct,
  set_row_filter: setRowFilterAct,
  set_setting: setSettingAct,
  statement: statementAct,
  update_job: updateJobAct,
  usage: usageAct,
  warehouse_event: warehouseEventAct,
  write_version: writeVersionAct,
};
