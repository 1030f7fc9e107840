"""Drives the emulator with the official Databricks SDK for Python and asserts through the SDK's own types.

Reads one JSON object from the environment variable EMULATOR: url, accountId, workspaceIds, warehouseId, controlToken,
and the credentials of an administrator (`admin`), a service principal (`responder`) and a person without rights
(`person`), each {name, token, clientSecret}. Prints one line for each check, and at the end `N passed, N failed`.
"""

import csv
import io
import json
import os
import sys
import traceback

import requests
from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.config import Config
from databricks.sdk.errors import (
    BadRequest,
    DatabricksError,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceConflict,
    ResourceDoesNotExist,
    Unauthenticated,
)
from databricks.sdk.service import catalog, iam, jobs, settings, sharing, sql, tags

EMULATOR = json.loads(os.environ["EMULATOR"])
URL = EMULATOR["url"]
ACCOUNT_ID = EMULATOR["accountId"]
WORKSPACE_ID = EMULATOR["workspaceIds"][0]
WAREHOUSE_ID = EMULATOR["warehouseId"]
ADMIN = EMULATOR["admin"]
RESPONDER = EMULATOR["responder"]
PERSON = EMULATOR["person"]

# Environment variables of the machine must not take part in the choice of credentials.
for variable in list(os.environ):
    if variable.startswith(("DATABRICKS_", "ARM_", "GOOGLE_")):
        del os.environ[variable]
os.environ["DATABRICKS_CONFIG_FILE"] = os.devnull

CHECKS = []


def check(title):
    """Registers a check under what it is about; checks run in the order of the file."""

    def register(function):
        CHECKS.append((title, function))
        return function

    return register


def workspace_client(token, workspace_id=WORKSPACE_ID):
    return WorkspaceClient(
        config=Config(host=URL, token=token, workspace_id=workspace_id, auth_type="pat", retry_timeout_seconds=20)
    )


def control(method, path, body=None):
    headers = {"Authorization": f"Bearer {EMULATOR['controlToken']}"}
    answer = requests.request(method, f"{URL}/_emulator/{path}", headers=headers, json=body, timeout=60)
    answer.raise_for_status()
    return answer.json()


def faults(*knobs):
    control("PUT", "faults", {"faults": list(knobs)})


def raises(kind, function):
    try:
        function()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}")


admin = workspace_client(ADMIN["token"])
person = workspace_client(PERSON["token"])
account = AccountClient(
    config=Config(host=URL, account_id=ACCOUNT_ID, token=ADMIN["token"], auth_type="pat", retry_timeout_seconds=20)
)
# What checks made and later ones use.
made = {}


# --- sign-in ---------------------------------------------------------------------------------------------------------


@check("current_user.me by personal access token")
def me_by_token():
    me = admin.current_user.me()
    assert me.user_name == ADMIN["name"] and me.active is True and me.id.isdigit()
    assert me.emails[0].value == ADMIN["name"]
    made["admin_id"] = me.id
    made["person_id"] = person.current_user.me().id


@check("current_user.me by OAuth client credentials, endpoints found by discovery")
def me_by_oauth():
    client = WorkspaceClient(
        config=Config(
            host=URL,
            client_id=RESPONDER["name"],
            client_secret=RESPONDER["clientSecret"],
            auth_type="oauth-m2m",
            retry_timeout_seconds=20,
        )
    )
    assert client.config.account_id == ACCOUNT_ID and client.config.workspace_id == WORKSPACE_ID
    assert client.current_user.me().user_name == RESPONDER["name"]
    assert client.config.oauth_token().access_token
    made["responder"] = client


@check("get_workspace_id reads the header of the answer")
def workspace_id():
    assert str(admin.get_workspace_id()) == WORKSPACE_ID


@check("a wrong token and a wrong secret are Unauthenticated")
def wrong_credentials():
    raises(Unauthenticated, workspace_client("dapi0000").current_user.me)
    wrong = Config(host=URL, client_id=RESPONDER["name"], client_secret="wrong", auth_type="oauth-m2m")
    raises(Exception, WorkspaceClient(config=wrong).current_user.me)


# --- objects of the metastore ----------------------------------------------------------------------------------------


@check("metastores.current, metastores.summary, metastores.list")
def metastore():
    current = admin.metastores.current()
    assert str(current.workspace_id) == WORKSPACE_ID
    summary = admin.metastores.summary()
    assert summary.metastore_id == current.metastore_id and summary.owner
    assert [each.metastore_id for each in admin.metastores.list()] == [current.metastore_id]
    made["metastore_id"] = current.metastore_id


@check("system_schemas.list")
def system_schemas():
    states = {each.schema: each.state for each in admin.system_schemas.list(made["metastore_id"])}
    assert states["access"] == "ENABLE_COMPLETED"


@check("catalogs.create, catalogs.get, catalogs.update")
def catalogs():
    created = admin.catalogs.create("sdk_check", comment="made by a check")
    assert created.full_name == "sdk_check" and created.owner == ADMIN["name"]
    assert created.created_at > 1_500_000_000_000
    updated = admin.catalogs.update("sdk_check", comment="changed", properties={"team": "platform"})
    assert updated.comment == "changed"
    got = admin.catalogs.get("sdk_check")
    assert got.properties == {"team": "platform"}
    assert got.isolation_mode == catalog.CatalogIsolationMode.OPEN


@check("catalogs.list over pages")
def catalog_pages():
    names = [each.name for each in admin.catalogs.list(max_results=1)]
    assert names == sorted(set(names)) and "sdk_check" in names and len(names) >= 2
    assert names == [each.name for each in admin.catalogs.list()]


@check("schemas.create, schemas.get, schemas.list, schemas.update")
def schemas():
    created = admin.schemas.create("work", "sdk_check", comment="tables")
    assert created.full_name == "sdk_check.work"
    admin.schemas.create("spare", "sdk_check")
    assert {each.name for each in admin.schemas.list("sdk_check")} >= {"work", "spare"}
    assert admin.schemas.update("sdk_check.spare", comment="second").comment == "second"
    assert admin.schemas.get("sdk_check.work").catalog_name == "sdk_check"


def run(statement, client=None, **options):
    answer = (client or admin).statement_execution.execute_statement(
        statement, WAREHOUSE_ID, wait_timeout="50s", **options
    )
    return answer


def run_well(statement, client=None, **options):
    answer = run(statement, client, **options)
    assert answer.status.state == sql.StatementState.SUCCEEDED, answer.status
    return answer


@check("statement_execution.execute_statement makes a table and rows")
def create_table():
    run_well("CREATE TABLE sdk_check.work.orders (id INT, amount DECIMAL(10,2), note STRING, at TIMESTAMP)")
    run_well(
        "INSERT INTO sdk_check.work.orders VALUES (1, 12.50, 'first', TIMESTAMP '2026-10-01 08:00:00'), "
        "(2, 7.25, NULL, NULL), (3, 100.00, 'third', TIMESTAMP '2026-10-02 08:00:00')"
    )


@check("tables.list, tables.get, tables.exists, tables.list_summaries")
def tables():
    listed = list(admin.tables.list("sdk_check", "work"))
    assert [each.full_name for each in listed] == ["sdk_check.work.orders"]
    table = admin.tables.get("sdk_check.work.orders")
    assert table.table_type == catalog.TableType.MANAGED
    assert table.data_source_format == catalog.DataSourceFormat.DELTA
    columns = {each.name: each for each in table.columns}
    assert columns["amount"].type_name == catalog.ColumnTypeName.DECIMAL
    assert (columns["amount"].type_precision, columns["amount"].type_scale) == (10, 2)
    assert columns["at"].type_name == catalog.ColumnTypeName.TIMESTAMP
    assert admin.tables.exists("sdk_check.work.orders").table_exists is True
    assert admin.tables.exists("sdk_check.work.nothing").table_exists is False
    summaries = list(admin.tables.list_summaries("sdk_check", table_name_pattern="ord%"))
    assert [each.full_name for each in summaries] == ["sdk_check.work.orders"]


@check("tables.list of a schema that is not there is NotFound")
def missing_schema():
    error = raises(NotFound, lambda: list(admin.tables.list("sdk_check", "nothing")))
    assert "does not exist" in str(error)
    raises(NotFound, lambda: admin.tables.get("sdk_check.work.nothing"))


@check("volumes.create, volumes.read, volumes.list, volumes.update, volumes.delete")
def volumes():
    created = admin.volumes.create("sdk_check", "work", "files", catalog.VolumeType.MANAGED)
    assert created.full_name == "sdk_check.work.files" and created.volume_type == catalog.VolumeType.MANAGED
    assert admin.volumes.update("sdk_check.work.files", comment="raw").comment == "raw"
    assert admin.volumes.read("sdk_check.work.files").comment == "raw"
    assert [each.name for each in admin.volumes.list("sdk_check", "work")] == ["files"]
    admin.volumes.delete("sdk_check.work.files")
    assert list(admin.volumes.list("sdk_check", "work")) == []


@check("functions.list, functions.get after CREATE FUNCTION")
def functions():
    run_well("CREATE FUNCTION sdk_check.work.hide(v STRING) RETURNS STRING RETURN '***'")
    assert [each.name for each in admin.functions.list("sdk_check", "work")] == ["hide"]
    function = admin.functions.get("sdk_check.work.hide")
    assert function.input_params.parameters[0].type_name == catalog.ColumnTypeName.STRING


@check("registered_models.create, registered_models.get, registered_models.list")
def models():
    created = admin.registered_models.create(catalog_name="sdk_check", schema_name="work", name="churn")
    assert created.full_name == "sdk_check.work.churn"
    assert admin.registered_models.get("sdk_check.work.churn").owner == ADMIN["name"]
    listed = admin.registered_models.list(catalog_name="sdk_check", schema_name="work")
    assert [each.full_name for each in listed] == ["sdk_check.work.churn"]


@check("external_locations.list, storage_credentials.list, credentials.list_credentials, connections.list")
def outside():
    locations = list(admin.external_locations.list())
    if locations:
        assert admin.external_locations.get(locations[0].name).owner
    for each in admin.storage_credentials.list():
        assert each.isolation_mode is not None
    list(admin.credentials.list_credentials())
    list(admin.connections.list())


# --- grants ----------------------------------------------------------------------------------------------------------


def change(principal, add=(), remove=()):
    privilege = catalog.Privilege
    return catalog.PermissionsChange(
        principal=principal, add=[privilege(each) for each in add], remove=[privilege(each) for each in remove]
    )


def privileges_of(client, name, kind="table"):
    rows = client.grants.get(kind, name).privilege_assignments or []
    return {row.principal: {each.value for each in row.privileges} for row in rows}


@check("grants.update and grants.get")
def grant():
    answer = admin.grants.update("table", "sdk_check.work.orders", changes=[change(PERSON["name"], ["SELECT"])])
    assert answer.privilege_assignments[0].principal == PERSON["name"]
    assert privileges_of(admin, "sdk_check.work.orders") == {PERSON["name"]: {"SELECT"}}


@check("grants.get_effective tells where grants come from")
def effective():
    admin.grants.update("catalog", "sdk_check", changes=[change(PERSON["name"], ["USE_CATALOG"])])
    admin.grants.update("schema", "sdk_check.work", changes=[change(PERSON["name"], ["USE_SCHEMA"])])
    rows = admin.grants.get_effective("table", "sdk_check.work.orders", max_results=0).privilege_assignments
    row = next(each for each in rows if each.principal == PERSON["name"])
    found = {(each.privilege.value, each.inherited_from_name) for each in row.privileges}
    assert found == {("SELECT", None), ("USE_SCHEMA", "sdk_check.work"), ("USE_CATALOG", "sdk_check")}
    assert all(
        each.inherited_from_type in (None, catalog.SecurableType.CATALOG, catalog.SecurableType.SCHEMA)
        for each in row.privileges
    )


@check("grants.list and grants.list_effective over empty pages")
def grant_pages():
    faults({"kind": "empty_page", "route": "/api/2.1/unity-catalog/**", "next": 2})
    listed = list(admin.grants.list("table", "sdk_check.work.orders"))
    assert [each.principal for each in listed] == [PERSON["name"]]
    effective_rows = list(admin.grants.list_effective("table", "sdk_check.work.orders"))
    assert PERSON["name"] in {each.principal for each in effective_rows}
    faults()


@check("a person sees only what was granted to it")
def own_grants():
    admin.grants.update("table", "sdk_check.work.orders", changes=[change(RESPONDER["name"], ["SELECT"])])
    assert set(privileges_of(person, "sdk_check.work.orders")) == {PERSON["name"]}
    assert set(privileges_of(admin, "sdk_check.work.orders")) == {PERSON["name"], RESPONDER["name"]}


@check("a grant lets read, its removal refuses, at once and in SQL's words")
def enforcement():
    rows = run_well("SELECT id FROM sdk_check.work.orders ORDER BY id", person).result.data_array
    assert rows == [["1"], ["2"], ["3"]]
    admin.grants.update("table", "sdk_check.work.orders", changes=[change(PERSON["name"], remove=["SELECT"])])
    refused = run("SELECT id FROM sdk_check.work.orders", person)
    assert refused.status.state == sql.StatementState.FAILED
    assert "INSUFFICIENT_PERMISSIONS" in refused.status.error.message or "NOT_FOUND" in refused.status.error.message
    admin.grants.update("table", "sdk_check.work.orders", changes=[change(PERSON["name"], ["SELECT"])])


@check("GRANT in SQL is seen through grants.get, and REVOKE too")
def sql_grants():
    run_well(f"GRANT MODIFY ON TABLE sdk_check.work.orders TO `{PERSON['name']}`")
    assert privileges_of(admin, "sdk_check.work.orders")[PERSON["name"]] == {"SELECT", "MODIFY"}
    run_well(f"REVOKE MODIFY ON TABLE sdk_check.work.orders FROM `{PERSON['name']}`")
    assert privileges_of(admin, "sdk_check.work.orders")[PERSON["name"]] == {"SELECT"}


@check("grants.update refuses contradictions, unknown principals and who may not")
def grant_errors():
    twice = [change(PERSON["name"], ["SELECT"], ["SELECT"])]
    error = raises(InvalidParameterValue, lambda: admin.grants.update("table", "sdk_check.work.orders", changes=twice))
    assert "Duplicate privileges to add and delete for principal" in str(error)
    nobody = [change("nobody@example.com", ["SELECT"])]
    raises(NotFound, lambda: admin.grants.update("table", "sdk_check.work.orders", changes=nobody))
    own = [change(PERSON["name"], ["MODIFY"])]
    raises(PermissionDenied, lambda: person.grants.update("table", "sdk_check.work.orders", changes=own))
    raises(InvalidParameterValue, lambda: admin.grants.get("table", "sdk_check.work.orders", max_results=10))


@check("tables.update gives a table to another owner")
def table_owner():
    admin.tables.update("sdk_check.work.orders", owner=RESPONDER["name"])
    assert admin.tables.get("sdk_check.work.orders").owner == RESPONDER["name"]
    admin.tables.update("sdk_check.work.orders", owner=ADMIN["name"])
    raises(PermissionDenied, lambda: person.tables.update("sdk_check.work.orders", owner=PERSON["name"]))


# --- bindings, policies, tags ----------------------------------------------------------------------------------------


@check("workspace_bindings.update_bindings, get_bindings, get, update; an unbound catalog is closed")
def bindings():
    binding = catalog.WorkspaceBinding(
        workspace_id=int(WORKSPACE_ID), binding_type=catalog.WorkspaceBindingBindingType.BINDING_TYPE_READ_ONLY
    )
    admin.catalogs.update("sdk_check", isolation_mode=catalog.CatalogIsolationMode.ISOLATED)
    # What becomes isolated stays open to the workspace that it was isolated from.
    assert person.catalogs.get("sdk_check").isolation_mode == catalog.CatalogIsolationMode.ISOLATED
    admin.workspace_bindings.update_bindings("catalog", "sdk_check", remove=[binding])
    raises(NotFound, lambda: person.catalogs.get("sdk_check"))
    assert "sdk_check" not in {each.name for each in admin.catalogs.list()}
    assert "sdk_check" in {each.name for each in admin.catalogs.list(include_unbound=True)}
    admin.workspace_bindings.update_bindings("catalog", "sdk_check", add=[binding])
    bound = list(admin.workspace_bindings.get_bindings("catalog", "sdk_check"))
    assert [(each.workspace_id, each.binding_type) for each in bound] == [(int(WORKSPACE_ID), binding.binding_type)]
    assert person.catalogs.get("sdk_check").name == "sdk_check"
    write = run("INSERT INTO sdk_check.work.orders VALUES (9, 9.00, 'no', NULL)")
    assert write.status.state == sql.StatementState.FAILED
    assert admin.workspace_bindings.get("sdk_check").workspaces == [int(WORKSPACE_ID)]
    admin.workspace_bindings.update("sdk_check", unassign_workspaces=[int(WORKSPACE_ID)])
    admin.catalogs.update("sdk_check", isolation_mode=catalog.CatalogIsolationMode.OPEN)


@check("tag_policies.create_tag_policy, get, list, update")
def tag_policies():
    policy = tags.TagPolicy(tag_key="sdk_pii", values=[tags.Value(name="low"), tags.Value(name="high")])
    assert admin.tag_policies.create_tag_policy(policy).id
    assert admin.tag_policies.get_tag_policy("sdk_pii").values[1].name == "high"
    changed = tags.TagPolicy(tag_key="sdk_pii", description="how personal", values=policy.values)
    assert admin.tag_policies.update_tag_policy("sdk_pii", changed, "description").description == "how personal"
    assert "sdk_pii" in {each.tag_key for each in admin.tag_policies.list_tag_policies()}


@check("entity_tag_assignments.create, get, list, update, delete")
def tag_assignments():
    column = "sdk_check.work.orders.note"
    assignment = catalog.EntityTagAssignment(
        entity_name=column, entity_type="columns", tag_key="sdk_pii", tag_value="low"
    )
    assert admin.entity_tag_assignments.create(assignment).tag_value == "low"
    assignment.tag_value = "high"
    admin.entity_tag_assignments.update("columns", column, "sdk_pii", assignment, "tag_value")
    assert admin.entity_tag_assignments.get("columns", column, "sdk_pii").tag_value == "high"
    assert [each.tag_key for each in admin.entity_tag_assignments.list("columns", column)] == ["sdk_pii"]
    table = catalog.EntityTagAssignment(
        entity_name="sdk_check.work.orders", entity_type="tables", tag_key="layer", tag_value="gold"
    )
    admin.entity_tag_assignments.create(table)
    admin.entity_tag_assignments.delete("tables", "sdk_check.work.orders", "layer")
    assert list(admin.entity_tag_assignments.list("tables", "sdk_check.work.orders")) == []


@check("policies.create_policy, get_policy, list_policies, update_policy, delete_policy; the mask holds")
def policies():
    policy = catalog.PolicyInfo(
        name="mask_notes",
        on_securable_type=catalog.SecurableType.SCHEMA,
        on_securable_fullname="sdk_check.work",
        for_securable_type=catalog.SecurableType.TABLE,
        policy_type=catalog.PolicyType.POLICY_TYPE_COLUMN_MASK,
        to_principals=["account users"],
        except_principals=[ADMIN["name"]],
        match_columns=[catalog.MatchColumn(alias="n", condition="has_tag('sdk_pii')")],
        column_mask=catalog.ColumnMaskOptions(function_name="sdk_check.work.hide", on_column="n"),
    )
    assert admin.policies.create_policy(policy).id
    got = admin.policies.get_policy("schema", "sdk_check.work", "mask_notes")
    assert got.column_mask.function_name == "sdk_check.work.hide"
    note = "SELECT note FROM sdk_check.work.orders WHERE id = 1"
    assert run_well(note, person).result.data_array == [["***"]]
    assert run_well(note).result.data_array == [["first"]]
    inherited = admin.policies.list_policies("table", "sdk_check.work.orders", include_inherited=True)
    assert [each.name for each in inherited] == ["mask_notes"]
    policy.except_principals = [ADMIN["name"], PERSON["name"]]
    admin.policies.update_policy("schema", "sdk_check.work", "mask_notes", policy, update_mask="except_principals")
    assert run_well(note, person).result.data_array == [["first"]]
    admin.policies.delete_policy("schema", "sdk_check.work", "mask_notes")
    raises(NotFound, lambda: admin.policies.get_policy("schema", "sdk_check.work", "mask_notes"))


@check("shares.create, update, get, share_permissions, update_permissions; recipients.create, share_permissions")
def shares():
    admin.recipients.create("sdk_partner", sharing.AuthenticationType.TOKEN)
    assert admin.recipients.get("sdk_partner").authentication_type == sharing.AuthenticationType.TOKEN
    assert "sdk_partner" in {each.name for each in admin.recipients.list()}
    admin.shares.create("sdk_share")
    update = sharing.SharedDataObjectUpdate(
        action=sharing.SharedDataObjectUpdateAction.ADD,
        data_object=sharing.SharedDataObject(
            name="sdk_check.work.orders", data_object_type=sharing.SharedDataObjectDataObjectType.TABLE
        ),
    )
    filled = admin.shares.update("sdk_share", updates=[update])
    assert [each.name for each in filled.objects] == ["sdk_check.work.orders"]
    admin.shares.update_permissions(
        "sdk_share", changes=[sharing.PermissionsChange(principal="sdk_partner", add=["SELECT"])]
    )
    assert admin.shares.share_permissions("sdk_share").privilege_assignments[0].principal == "sdk_partner"
    out = admin.recipients.share_permissions("sdk_partner").permissions_out
    assert [each.share_name for each in out] == ["sdk_share"]
    assert "sdk_share" in {each.name for each in admin.shares.list_shares()}
    admin.shares.delete("sdk_share")
    admin.recipients.delete("sdk_partner")


# --- statements ------------------------------------------------------------------------------------------------------


@check("execute_statement INLINE: types, parameters, truncation")
def inline():
    answer = run_well(
        "SELECT id, amount, note, at FROM sdk_check.work.orders WHERE id >= :least ORDER BY id",
        parameters=[sql.StatementParameterListItem(name="least", value="2", type="INT")],
        row_limit=1,
        disposition=sql.Disposition.INLINE,
        format=sql.Format.JSON_ARRAY,
    )
    columns = {each.name: each for each in answer.manifest.schema.columns}
    assert columns["amount"].type_name == sql.ColumnInfoTypeName.DECIMAL
    assert (columns["amount"].type_precision, columns["amount"].type_scale) == (10, 2)
    assert columns["at"].type_name == sql.ColumnInfoTypeName.TIMESTAMP
    assert answer.result.data_array == [["2", "7.25", None, None]]
    assert answer.manifest.truncated is True and answer.manifest.total_row_count == 1


def fetched(link):
    answer = requests.get(link.external_link, headers=link.http_headers or {}, timeout=60)
    answer.raise_for_status()
    return answer.content


def all_links(answer):
    result = answer.result
    while True:
        for link in result.external_links or []:
            yield link
            following = link.next_chunk_index
        if following is None:
            return
        result = admin.statement_execution.get_statement_result_chunk_n(answer.statement_id, following)


@check("execute_statement EXTERNAL_LINKS as CSV: all chunks, fetched without a token")
def external_csv():
    answer = run_well(
        "SELECT id, note FROM sdk_check.work.orders ORDER BY id",
        disposition=sql.Disposition.EXTERNAL_LINKS,
        format=sql.Format.CSV,
    )
    text = "".join(fetched(link).decode() for link in all_links(answer))
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows if row and row[0].isdigit()] == ["1", "2", "3"]


@check("execute_statement EXTERNAL_LINKS as JSON and as Arrow")
def external_others():
    statement = "SELECT id FROM sdk_check.work.orders ORDER BY id"
    answer = run_well(statement, disposition=sql.Disposition.EXTERNAL_LINKS, format=sql.Format.JSON_ARRAY)
    rows = [row for link in all_links(answer) for row in json.loads(fetched(link))]
    assert rows == [["1"], ["2"], ["3"]]
    arrow = run_well(statement, disposition=sql.Disposition.EXTERNAL_LINKS, format=sql.Format.ARROW_STREAM)
    contents = b"".join(fetched(link) for link in all_links(arrow))
    # An Arrow stream begins with a continuation mark.
    assert contents[:4] == b"\xff\xff\xff\xff"


@check("get_statement, get_statement_result_chunk_n, cancel_execution of a statement that was not waited for")
def asynchronous():
    sent = admin.statement_execution.execute_statement(
        "SELECT count(*) FROM system.access.audit", WAREHOUSE_ID, wait_timeout="0s"
    )
    state = sent
    for _ in range(600):
        if state.status.state not in (sql.StatementState.PENDING, sql.StatementState.RUNNING):
            break
        state = admin.statement_execution.get_statement(sent.statement_id)
    assert state.status.state == sql.StatementState.SUCCEEDED, state.status
    chunk = admin.statement_execution.get_statement_result_chunk_n(sent.statement_id, 0)
    assert int(chunk.data_array[0][0]) > 0
    admin.statement_execution.cancel_execution(sent.statement_id)
    raises(NotFound, lambda: admin.statement_execution.get_statement("00000000-0000-0000-0000-000000000000"))


@check("errors of statements come inside of HTTP 200")
def statement_errors():
    missing = run("SELECT * FROM sdk_check.work.nothing")
    assert missing.status.state == sql.StatementState.FAILED
    assert missing.status.error.error_code == sql.ServiceErrorCode.BAD_REQUEST
    assert "TABLE_OR_VIEW_NOT_FOUND" in missing.status.error.message
    assert run("SELEC 1").status.state == sql.StatementState.FAILED


@check("information_schema agrees with grants.get")
def information_schema():
    answer = run_well(
        "SELECT grantee, privilege_type FROM system.information_schema.table_privileges "
        "WHERE table_catalog = 'sdk_check' AND table_name = 'orders' AND inherited_from = 'NONE'"
    )
    held = {(grantee, privilege) for grantee, privilege in answer.result.data_array or []}
    rest = privileges_of(admin, "sdk_check.work.orders")
    assert held == {(grantee, each) for grantee, privileges in rest.items() for each in privileges}


@check("query_history.list by page, filter and metrics")
def query_history():
    page = admin.query_history.list(max_results=2, include_metrics=True)
    assert len(page.res) == 2 and page.has_next_page and page.res[0].metrics.total_time_ms is not None
    assert page.res[0].query_start_time_ms >= page.res[1].query_start_time_ms
    following = admin.query_history.list(max_results=2, page_token=page.next_page_token)
    assert {each.query_id for each in page.res}.isdisjoint(each.query_id for each in following.res)
    failed = admin.query_history.list(filter_by=sql.QueryFilter(statuses=[sql.QueryStatus.FAILED]))
    assert failed.res and all(each.status == sql.QueryStatus.FAILED for each in failed.res)
    own = person.query_history.list().res
    assert own and {each.user_name for each in own} == {PERSON["name"]}


@check("warehouses.list, get, stop, start, get_permissions")
def warehouses():
    listed = {each.id: each for each in admin.warehouses.list()}
    assert WAREHOUSE_ID in listed, listed.keys()
    assert listed[WAREHOUSE_ID].creator_name
    admin.warehouses.stop(WAREHOUSE_ID).result()
    assert admin.warehouses.get(WAREHOUSE_ID).state == sql.State.STOPPED
    admin.warehouses.start(WAREHOUSE_ID).result()
    assert admin.warehouses.get(WAREHOUSE_ID).state == sql.State.RUNNING
    entries = admin.warehouses.get_permissions(WAREHOUSE_ID).access_control_list
    assert any(each.group_name == "admins" for each in entries)


# --- SCIM ------------------------------------------------------------------------------------------------------------


@check("users.list over pages, by filter, with attributes")
def users():
    everybody = [each.user_name for each in account.users.list(count=7)]
    assert len(everybody) == len(set(everybody)) > 7
    found = list(admin.users.list(filter=f'userName eq "{PERSON["name"]}"', attributes="id,userName"))
    assert [(each.id, each.display_name) for each in found] == [(made["person_id"], None)]
    assert list(admin.users.list(filter='userName sw "zzz" or userName co "@nowhere"')) == []
    raises(BadRequest, lambda: list(admin.users.list(filter='userName like "x"')))


@check("users.create, get, update, delete on the level of the account")
def user_life():
    created = account.users.create(user_name="sdk.check@example.com", display_name="Sdk Check")
    assert created.active is True
    raises(DatabricksError, lambda: account.users.create(user_name="sdk.check@example.com"))
    account.users.update(created.id, user_name="sdk.check@example.com", display_name="Changed", active=False)
    got = account.users.get(created.id)
    assert got.display_name == "Changed" and got.active is False
    account.users.delete(created.id)
    raises(NotFound, lambda: account.users.get(created.id))


def patch(op, path, value=None):
    return iam.Patch(op=iam.PatchOp(op), path=path, value=value)


SCHEMAS = [iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP]


@check("groups.create, patch members, get, list, delete; membership gives what the group has")
def groups():
    group = account.groups.create(display_name="sdk readers", members=[iam.ComplexValue(value=made["admin_id"])])
    account.groups.patch(
        group.id, operations=[patch("add", "members", [{"value": made["person_id"]}])], schemas=SCHEMAS
    )
    assert {each.value for each in account.groups.get(group.id).members} == {made["admin_id"], made["person_id"]}
    listed = list(account.groups.list(filter='displayName eq "sdk readers"'))
    assert [each.id for each in listed] == [group.id] and not listed[0].members
    admin.grants.update("table", "sdk_check.work.orders", changes=[change("sdk readers", ["MODIFY"])])
    insert = "INSERT INTO sdk_check.work.orders VALUES (4, 1.00, 'fourth', NULL)"
    run_well(insert, person)
    account.groups.patch(
        group.id, operations=[patch("remove", f'members[value eq "{made["person_id"]}"]')], schemas=SCHEMAS
    )
    assert run(insert, person).status.state == sql.StatementState.FAILED
    account.groups.delete(group.id)


@check("groups of the identity provider refuse members")
def synced_groups():
    synced = next((each for each in account.groups.list() if each.external_id), None)
    assert synced is not None
    operations = [patch("add", "members", [{"value": made["person_id"]}])]
    raises(PermissionDenied, lambda: account.groups.patch(synced.id, operations=operations, schemas=SCHEMAS))


@check("groups.list of the workspace tells the groups local to it")
def workspace_groups():
    kinds = {each.display_name: each.meta.resource_type for each in admin.groups.list()}
    assert kinds["admins"] == "WorkspaceGroup" and "Group" in kinds.values()


@check("users.patch makes somebody inactive and active again")
def deactivate():
    off = [patch("replace", "active", [{"value": "false"}])]
    account.users.patch(made["person_id"], operations=off, schemas=SCHEMAS)
    raises((Unauthenticated, PermissionDenied), person.current_user.me)
    on = [patch("replace", "active", "true")]
    account.users.patch(made["person_id"], operations=on, schemas=SCHEMAS)
    assert person.current_user.me().active is True


@check("service_principals.create, list, get, patch, delete; service_principal_secrets and OAuth with the secret")
def service_principals():
    created = account.service_principals.create(display_name="sdk robot")
    assert len(created.application_id) == 36
    found = account.service_principals.list(filter=f'applicationId eq "{created.application_id}"')
    assert [each.id for each in found] == [created.id]
    account.workspace_assignment.update(int(WORKSPACE_ID), int(created.id), permissions=[iam.WorkspacePermission.USER])
    secret = account.service_principal_secrets.create(created.id, lifetime="3600s")
    robot = WorkspaceClient(
        config=Config(
            host=URL, client_id=created.application_id, client_secret=secret.secret, auth_type="oauth-m2m"
        )
    )
    assert robot.current_user.me().user_name == created.application_id
    assert [each.id for each in account.service_principal_secrets.list(created.id)] == [secret.id]
    proxied = admin.service_principal_secrets_proxy.create(created.id)
    assert proxied.secret != secret.secret
    admin.service_principal_secrets_proxy.delete(created.id, proxied.id)
    account.service_principal_secrets.delete(created.id, secret.id)
    account.service_principals.patch(
        created.id, operations=[patch("replace", "active", "false")], schemas=SCHEMAS
    )
    assert account.service_principals.get(created.id).active is False
    account.service_principals.delete(created.id)


@check("workspace_assignment.list, update, delete, get")
def workspace_assignment():
    listed = list(account.workspace_assignment.list(int(WORKSPACE_ID)))
    assert all(each.permissions for each in listed)
    other = int(EMULATOR["workspaceIds"][-1])
    account.workspace_assignment.update(other, int(made["person_id"]), permissions=[iam.WorkspacePermission.USER])
    assert made["person_id"] in {str(each.principal.principal_id) for each in account.workspace_assignment.list(other)}
    account.workspace_assignment.delete(other, int(made["person_id"]))
    assert {each.permission_level.value for each in account.workspace_assignment.get(other).permissions} == {
        "USER",
        "ADMIN",
    }


@check("workspaces.list, workspaces.get")
def workspaces():
    listed = {str(each.workspace_id): each for each in account.workspaces.list()}
    assert set(listed) == set(EMULATOR["workspaceIds"])
    one = account.workspaces.get(int(WORKSPACE_ID))
    assert one.workspace_status.value == "RUNNING" and one.workspace_name == listed[WORKSPACE_ID].workspace_name


@check("access_control.get_rule_set, update_rule_set, assignable roles; a stale etag is a conflict")
def rule_sets():
    name = f"accounts/{ACCOUNT_ID}/servicePrincipals/{RESPONDER['name']}/ruleSets/default"
    before = account.access_control.get_rule_set(name, "")
    rules = [iam.GrantRule(role="roles/servicePrincipal.user", principals=[f"users/{PERSON['name']}"])]
    request = iam.RuleSetUpdateRequest(name=name, etag=before.etag, grant_rules=rules)
    after = account.access_control.update_rule_set(name, request)
    assert after.grant_rules[0].principals == [f"users/{PERSON['name']}"] and after.etag != before.etag
    raises(ResourceConflict, lambda: account.access_control.update_rule_set(name, request))
    assert admin.account_access_control_proxy.get_rule_set(name, "").etag == after.etag
    resource = f"accounts/{ACCOUNT_ID}/servicePrincipals/{RESPONDER['name']}"
    roles = account.access_control.get_assignable_roles_for_resource(resource).roles
    assert "roles/servicePrincipal.user" in {each.name for each in roles}


# --- jobs and workspace objects --------------------------------------------------------------------------------------


@check("jobs.create, get, list, update, reset")
def job_life():
    task = jobs.Task(
        task_key="load", notebook_task=jobs.NotebookTask(notebook_path="/Shared/load"), timeout_seconds=60
    )
    schedule = jobs.CronSchedule(
        quartz_cron_expression="0 0 2 * * ?", timezone_id="UTC", pause_status=jobs.PauseStatus.UNPAUSED
    )
    job_id = admin.jobs.create(name="sdk job", tasks=[task], schedule=schedule, max_concurrent_runs=2).job_id
    job = admin.jobs.get(job_id)
    assert job.settings.tasks[0].notebook_task.notebook_path == "/Shared/load"
    assert job.run_as_user_name == ADMIN["name"] and job.settings.max_concurrent_runs == 2
    schedule.pause_status = jobs.PauseStatus.PAUSED
    admin.jobs.update(job_id, new_settings=jobs.JobSettings(schedule=schedule))
    assert admin.jobs.get(job_id).settings.schedule.pause_status == jobs.PauseStatus.PAUSED
    admin.jobs.update(job_id, fields_to_remove=["schedule"])
    assert admin.jobs.get(job_id).settings.schedule is None
    admin.jobs.reset(job_id, jobs.JobSettings(name="sdk job reset", tasks=[task]))
    assert admin.jobs.get(job_id).settings.name == "sdk job reset"
    assert job_id in [each.job_id for each in admin.jobs.list(limit=1)]
    assert [each.job_id for each in admin.jobs.list(name="sdk job reset")] == [job_id]
    made["job_id"] = job_id


@check("jobs.run_now, get_run, list_runs, cancel_run, cancel_all_runs")
def job_runs():
    job_id = made["job_id"]
    run_id = admin.jobs.run_now(job_id, idempotency_token="sdk-once").response.run_id
    assert admin.jobs.run_now(job_id, idempotency_token="sdk-once").response.run_id == run_id
    active = list(admin.jobs.list_runs(job_id=job_id, active_only=True))
    assert [each.run_id for each in active] == [run_id]
    assert active[0].status.state == jobs.RunLifecycleStateV2State.RUNNING
    ended = admin.jobs.cancel_run(run_id).result()
    assert ended.state.life_cycle_state == jobs.RunLifeCycleState.TERMINATED
    assert ended.status.termination_details.code == jobs.TerminationCodeCode.USER_CANCELED
    admin.jobs.cancel_all_runs(job_id=job_id)
    assert admin.jobs.get_run(run_id).job_id == job_id


@check("jobs.get of a job that is not there is ResourceDoesNotExist, though the answer is 400")
def missing_job():
    raises(ResourceDoesNotExist, lambda: admin.jobs.get(1))
    raises(ResourceDoesNotExist, lambda: admin.jobs.get_run(1))


@check("permissions.get, update, set, get_permission_levels; jobs.get_permissions; one owner")
def permissions():
    job_id = str(made["job_id"])
    raises(PermissionDenied, lambda: person.jobs.get(made["job_id"]))
    view = iam.AccessControlRequest(user_name=PERSON["name"], permission_level=iam.PermissionLevel.CAN_VIEW)
    owner = iam.AccessControlRequest(user_name=ADMIN["name"], permission_level=iam.PermissionLevel.IS_OWNER)
    admin.permissions.update("jobs", job_id, access_control_list=[view])
    assert person.jobs.get(made["job_id"]).job_id == made["job_id"]
    raises(PermissionDenied, lambda: person.jobs.update(made["job_id"], new_settings=jobs.JobSettings(name="x")))
    error = raises(BadRequest, lambda: admin.permissions.set("jobs", job_id, access_control_list=[view]))
    assert "exactly one owner" in str(error)
    after = admin.permissions.set("jobs", job_id, access_control_list=[owner])
    direct = [each for each in after.access_control_list if not each.all_permissions[0].inherited]
    assert [each.user_name for each in direct] == [ADMIN["name"]]
    assert admin.permissions.get("jobs", job_id).object_type == "job"
    levels = admin.permissions.get_permission_levels("jobs", job_id).permission_levels
    assert len(levels) == 4
    assert admin.jobs.get_permissions(job_id).access_control_list


@check("jobs.delete")
def job_end():
    admin.jobs.delete(made["job_id"])
    raises(ResourceDoesNotExist, lambda: admin.jobs.get(made["job_id"]))


@check("clusters.list is empty")
def clusters():
    assert list(admin.clusters.list()) == []


# --- tokens and settings ---------------------------------------------------------------------------------------------


@check("tokens.create, list, delete; token_management.list, get, delete, create_obo_token")
def tokens():
    created = person.tokens.create(comment="sdk", lifetime_seconds=3600)
    assert workspace_client(created.token_value).current_user.me().id == made["person_id"]
    assert created.token_info.token_id in {each.token_id for each in person.tokens.list()}
    listed = {each.token_id: each for each in admin.token_management.list(created_by_username=PERSON["name"])}
    assert str(listed[created.token_info.token_id].owner_id) == made["person_id"]
    assert admin.token_management.get(created.token_info.token_id).token_info.comment == "sdk"
    admin.token_management.delete(created.token_info.token_id)
    raises(Unauthenticated, workspace_client(created.token_value).current_user.me)
    own = person.tokens.create(comment="second")
    person.tokens.delete(own.token_info.token_id)
    behalf = admin.token_management.create_obo_token(RESPONDER["name"], comment="behalf", lifetime_seconds=60)
    assert workspace_client(behalf.token_value).current_user.me().user_name == RESPONDER["name"]
    raises(PermissionDenied, lambda: list(person.token_management.list()))


@check("token_management.get_permissions; users.get_permission_levels")
def token_permissions():
    assert admin.token_management.get_permissions().object_type == "tokens"
    assert admin.users.get_permission_levels().permission_levels


@check("settings.restrict_workspace_admins.get, update; workspace_conf.get_status, set_status")
def workspace_settings():
    before = admin.settings.restrict_workspace_admins.get()
    message = settings.RestrictWorkspaceAdminsMessage(
        status=settings.RestrictWorkspaceAdminsMessageStatus.RESTRICT_TOKENS_AND_JOB_RUN_AS
    )
    setting = settings.RestrictWorkspaceAdminsSetting(restrict_workspace_admins=message, etag=before.etag)
    after = admin.settings.restrict_workspace_admins.update(True, setting, "restrict_workspace_admins.status")
    assert after.restrict_workspace_admins.status == message.status
    admin.settings.restrict_workspace_admins.delete()
    admin.workspace_conf.set_status({"enableVerboseAuditLogs": "true"})
    assert admin.workspace_conf.get_status("enableVerboseAuditLogs") == {"enableVerboseAuditLogs": "true"}


@check("notification_destinations.create, get, list, update, delete")
def destinations():
    config = settings.Config(email=settings.EmailConfig(addresses=["oncall@example.com"]))
    created = admin.notification_destinations.create(config=config, display_name="on call")
    assert created.destination_type == settings.DestinationType.EMAIL
    admin.notification_destinations.update(created.id, display_name="renamed", config=config)
    assert admin.notification_destinations.get(created.id).display_name == "renamed"
    assert created.id in {each.id for each in admin.notification_destinations.list()}
    admin.notification_destinations.delete(created.id)
    raises(NotFound, lambda: admin.notification_destinations.get(created.id))


@check("rfa.update_access_request_destinations, get_access_request_destinations, batch_create_access_requests")
def access_requests():
    securable = catalog.Securable(type=catalog.SecurableType.SCHEMA, full_name="sdk_check.work")
    wanted = catalog.AccessRequestDestinations(
        securable=securable,
        destinations=[
            catalog.NotificationDestination(
                destination_id=ADMIN["name"], destination_type=catalog.DestinationType.EMAIL
            )
        ],
    )
    admin.rfa.update_access_request_destinations(wanted, "destinations")
    got = admin.rfa.get_access_request_destinations("table", "sdk_check.work.orders")
    assert got.destination_source_securable.full_name == "sdk_check.work"
    permission = catalog.SecurablePermissions(
        securable=catalog.Securable(type=catalog.SecurableType.TABLE, full_name="sdk_check.work.orders"),
        permissions=["MODIFY"],
    )
    request = catalog.CreateAccessRequest(comment="for a report", securable_permissions=[permission])
    answer = person.rfa.batch_create_access_requests(requests=[request])
    assert answer.responses[0].request_destinations[0].destinations[0].destination_id == ADMIN["name"]


# --- trouble ---------------------------------------------------------------------------------------------------------


@check("429 and 503 with Retry-After are waited for and tried again")
def throttled():
    faults(
        {"kind": "too_many_requests", "route": "/api/2.1/unity-catalog/catalogs", "next": 1, "retryAfterS": 1},
        {"kind": "unavailable", "route": "/api/2.0/preview/scim/v2/Me", "next": 1, "retryAfterS": 1},
    )
    assert list(admin.catalogs.list())
    assert admin.current_user.me().active is True
    hits = {each["kind"]: each["hitCount"] for each in control("GET", "faults")["faults"]}
    assert hits == {"too_many_requests": 1, "unavailable": 1}


@check("a connection that is reset is tried again")
def reset():
    faults({"kind": "connection_reset", "route": "/api/2.0/preview/scim/v2/Me", "next": 1})
    assert admin.current_user.me().active is True


@check("an HTML page, an error code that is a number, and an empty error are errors of the SDK's kinds")
def odd_errors():
    faults({"kind": "html_page", "route": "/api/2.0/preview/scim/v2/Me", "next": 1})
    assert "Bad Gateway" in str(raises(DatabricksError, admin.current_user.me))
    faults({"kind": "numeric_error_code", "route": "/api/2.0/preview/scim/v2/Me", "next": 1})
    raises(PermissionDenied, admin.current_user.me)
    faults({"kind": "internal_error", "route": "/api/2.0/preview/scim/v2/Me", "next": 1})
    raises(DatabricksError, admin.current_user.me)
    faults()
    assert admin.current_user.me().active is True


@check("lists are whole although pages come empty")
def empty_pages():
    whole = [each.name for each in admin.catalogs.list(max_results=1)]
    faults({"kind": "empty_page", "route": "/api/2.1/unity-catalog/catalogs", "chance": 0.5})
    assert [each.name for each in admin.catalogs.list(max_results=1)] == whole
    faults()


@check("errors carry details: reason, domain and the id of the request")
def error_details():
    error = raises(NotFound, lambda: admin.tables.get("sdk_check.work.nothing"))
    details = error.get_error_details()
    assert details.error_info.reason == "TABLE_DOES_NOT_EXIST"
    assert details.error_info.domain == "unity-catalog.databricks.com"
    assert details.request_info.request_id


@check("paths that are not there are NotFound")
def no_endpoint():
    error = raises(NotFound, lambda: admin.api_client.do("GET", "/api/2.0/nothing/at/all"))
    assert error.error_code == "ENDPOINT_NOT_FOUND"


@check("the account's time is stepped, and statements tell it")
def clock():
    before = control("GET", "clock")["now"]
    after = control("POST", "clock", {"advanceMs": 60_000})["now"]
    assert after >= before + 60_000
    told = run_well("SELECT unix_millis(current_timestamp())").result.data_array[0][0]
    assert int(told) >= after


@check("schemas.delete, catalogs.delete with force")
def clean():
    raises(DatabricksError, lambda: admin.catalogs.delete("sdk_check"))
    admin.schemas.delete("sdk_check.spare")
    admin.tag_policies.delete_tag_policy("sdk_pii")
    admin.catalogs.delete("sdk_check", force=True)
    raises(NotFound, lambda: admin.catalogs.get("sdk_check"))


def main():
    failed_count = 0
    for title, function in CHECKS:
        try:
            function()
            print(f"ok      {title}", flush=True)
        except Exception:
            failed_count += 1
            print(f"FAILED  {title}", flush=True)
            traceback.print_exc(limit=-3, file=sys.stdout)
    print(f"{len(CHECKS) - failed_count} passed, {failed_count} failed")
    return 1 if failed_count > 0 else 0


if __name__ == "__main__":
    sys.exit(main())
