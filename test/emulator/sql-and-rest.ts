import type {
  ListedGrant,
  ListedSecurable,
  SecurableReference,
  Workspace,
} from "../../src/ports/workspace.ts";

const never = new AbortController().signal;

/** What REST lists of one securable to a caller. */
export interface RestSecurable {
  readonly securable: ListedSecurable;
  readonly grants: readonly ListedGrant[];
  /** `key=value` of tags set on it itself. */
  readonly tags: readonly string[];
  /** Own tags of its columns, by column; none where they were not asked for. */
  readonly columnTags: ReadonlyMap<string, readonly string[]>;
}

/** What a caller is listed by REST, from the metastore down. */
export interface RestAccount {
  readonly all: readonly RestSecurable[];
  /** Names of the caller in grants: its own, and those of its groups. */
  readonly callerName: string;
  readonly callerNames: ReadonlySet<string>;
  readonly isMetastoreAdmin: boolean;
  of(type: string): readonly RestSecurable[];
}

const IN_SCHEMA = ["table", "volume", "function", "model"];
const TAGGED = new Set(["catalog", "schema", "table", "volume"]);

export interface RestReading {
  readonly workspaceId: string;
  /** Tags of columns cost a request a column. */
  readonly hasColumnTags: boolean;
}

/** Walks through all that REST shows to a caller. What is in a catalog that the workspace is not bound to is left out. */
export async function readRestAccount(workspace: Workspace, reading: RestReading): Promise<RestAccount> {
  const caller = await workspace.caller(never);
  const metastore = await workspace.metastore(never);
  const callerNames = new Set([caller.name, ...caller.groups, "account users"]);
  const found: ListedSecurable[] = [];
  const list = async (type: string, parent: string | null): Promise<readonly ListedSecurable[]> => {
    const { items } = await workspace.securables(type, parent, never);
    found.push(...items);
    return items;
  };
  const catalogs = (await workspace.securables("catalog", null, never)).items;
  for (const catalog of catalogs) {
    if (!(await isReachable(workspace, catalog, reading.workspaceId))) continue;
    found.push(catalog);
    for (const schema of await list("schema", catalog.fullName))
      for (const type of IN_SCHEMA) await list(type, schema.fullName);
  }
  await list("external_location", null);
  const all: RestSecurable[] = [];
  for (const securable of found) all.push(await readSecurable(workspace, securable, reading));
  return {
    all,
    callerName: caller.name,
    callerNames,
    isMetastoreAdmin: callerNames.has(metastore?.owner ?? ""),
    of: (type) => all.filter(({ securable }) => securable.type === type),
  };
}

/** Bindings are shown to who may change them; nobody else is listed an unbound catalog. */
async function isReachable(
  workspace: Workspace,
  catalog: ListedSecurable,
  workspaceId: string,
): Promise<boolean> {
  if (catalog.isolationMode !== "ISOLATED") return true;
  try {
    const { items } = await workspace.bindings(catalog, never);
    return items.some((binding) => binding.workspaceId === workspaceId);
  } catch {
    return true;
  }
}

async function readSecurable(
  workspace: Workspace,
  securable: ListedSecurable,
  { hasColumnTags }: RestReading,
): Promise<RestSecurable> {
  const columnTags = new Map<string, readonly string[]>();
  for (const { name } of hasColumnTags ? securable.columns : []) {
    const tags = await ownTags(workspace, { type: "column", fullName: `${securable.fullName}.${name}` });
    if (tags.length > 0) columnTags.set(name, tags);
  }
  return {
    securable,
    grants: (await workspace.effectiveGrants(securable, never)).items,
    tags: TAGGED.has(securable.type) ? await ownTags(workspace, securable) : [],
    columnTags,
  };
}

async function ownTags(workspace: Workspace, securable: SecurableReference): Promise<readonly string[]> {
  const { items } = await workspace.tags(securable, never);
  return items.filter(({ isInherited }) => !isInherited).map(({ key, value }) => `${key}=${value}`);
}

/** A relation of information_schema, and the same rows out of what REST lists. Rows are texts joined by `|`. */
export interface SqlAndRest {
  readonly relation: string;
  readonly select: string;
  rowsOf(rest: RestAccount): readonly string[];
}

export const SQL_AND_REST: readonly SqlAndRest[] = [
  {
    relation: "catalogs",
    select: "SELECT catalog_name, catalog_owner",
    rowsOf: (rest) => rest.of("catalog").map(({ securable }) => row(securable.fullName, securable.owner)),
  },
  {
    relation: "schemata",
    select: "SELECT concat_ws('.', catalog_name, schema_name), schema_owner",
    rowsOf: (rest) => rest.of("schema").map(({ securable }) => row(securable.fullName, securable.owner)),
  },
  {
    relation: "tables",
    select: "SELECT concat_ws('.', table_catalog, table_schema, table_name), table_type, table_owner",
    rowsOf: (rest) =>
      rest.of("table").map(({ securable }) => row(securable.fullName, securable.subtype, securable.owner)),
  },
  {
    relation: "columns",
    select: "SELECT concat_ws('.', table_catalog, table_schema, table_name), column_name, full_data_type",
    rowsOf: (rest) =>
      rest
        .of("table")
        .flatMap(({ securable }) =>
          securable.columns.map(({ name, type }) => row(securable.fullName, name, type)),
        ),
  },
  {
    relation: "row_filters",
    select:
      "SELECT concat_ws('.', catalog_name, schema_name, table_name), concat_ws('.', filter_catalog, filter_schema, filter_name), filter_col_usage",
    rowsOf: (rest) =>
      rest
        .of("table")
        .flatMap(({ securable: { fullName, rowFilter } }) =>
          rowFilter === null ? [] : [row(fullName, rowFilter.functionName, rowFilter.columns.join(", "))],
        ),
  },
  {
    relation: "column_masks",
    select:
      "SELECT concat_ws('.', catalog_name, schema_name, table_name), column_name, concat_ws('.', mask_catalog, mask_schema, mask_name), mask_col_usage",
    rowsOf: (rest) =>
      rest
        .of("table")
        .flatMap(({ securable: { fullName, columns } }) =>
          columns.flatMap(({ name, mask }) =>
            mask === null
              ? []
              : [
                  row(
                    fullName,
                    name,
                    mask.functionName,
                    mask.columns.filter((column) => column !== name).join(", "),
                  ),
                ],
          ),
        ),
  },
  tagPair("catalog", "catalog_name"),
  tagPair("schema", "concat_ws('.', catalog_name, schema_name)"),
  tagPair("table", "concat_ws('.', catalog_name, schema_name, table_name)"),
  tagPair("volume", "concat_ws('.', catalog_name, schema_name, volume_name)"),
  {
    relation: "column_tags",
    select:
      "SELECT concat_ws('.', catalog_name, schema_name, table_name, column_name), concat(tag_name, '=', tag_value)",
    rowsOf: (rest) =>
      rest
        .of("table")
        .flatMap(({ securable, columnTags }) =>
          [...columnTags].flatMap(([column, tags]) =>
            tags.map((tag) => row(`${securable.fullName}.${column}`, tag)),
          ),
        ),
  },
  privilegePair(["catalog"], "catalog_privileges", "catalog_name"),
  privilegePair(["schema"], "schema_privileges", "concat_ws('.', catalog_name, schema_name)"),
  privilegePair(["table"], "table_privileges", "concat_ws('.', table_catalog, table_schema, table_name)"),
  privilegePair(
    ["volume"],
    "volume_privileges",
    "concat_ws('.', volume_catalog, volume_schema, volume_name)",
  ),
  privilegePair(
    ["function", "model"],
    "routine_privileges",
    "concat_ws('.', routine_catalog, routine_schema, routine_name)",
  ),
  privilegePair(["external_location"], "external_location_privileges", "external_location_name"),
];

function tagPair(type: string, name: string): SqlAndRest {
  return {
    relation: `${type}_tags`,
    select: `SELECT ${name}, concat(tag_name, '=', tag_value)`,
    rowsOf: (rest) =>
      rest.of(type).flatMap(({ securable, tags }) => tags.map((tag) => row(securable.fullName, tag))),
  };
}

/** Of grants of others, information_schema shows those that REST shows for another reason than MANAGE. */
function privilegePair(types: readonly string[], relation: string, name: string): SqlAndRest {
  const origin = relation === "catalog_privileges" ? "'NONE'" : "inherited_from";
  return {
    relation,
    select: `SELECT ${name}, grantee, privilege_type, ${origin}`,
    rowsOf: (rest) =>
      types.flatMap(rest.of).flatMap(({ securable, grants }) => {
        const isAll = showsOthersInSql(rest, securable, grants);
        return grants
          .filter(({ principal }) => isAll || principal === rest.callerName)
          .map(({ principal, privilege, inheritedFrom }) =>
            row(
              securable.fullName,
              principal,
              privilege,
              relation === "catalog_privileges" ? "NONE" : (inheritedFrom?.type.toUpperCase() ?? "NONE"),
            ),
          );
      }),
  };
}

/** Section "Information schema" of Databricks' documentation: owners, owners of what it is in, READ METADATA, administrators. */
function showsOthersInSql(
  { all, callerNames, isMetastoreAdmin }: RestAccount,
  securable: ListedSecurable,
  grants: readonly ListedGrant[],
): boolean {
  const isOwned = all.some(
    ({ securable: { fullName, owner } }) =>
      (fullName === securable.fullName || securable.fullName.startsWith(`${fullName}.`)) &&
      callerNames.has(owner ?? ""),
  );
  return (
    isMetastoreAdmin ||
    isOwned ||
    grants.some(({ principal, privilege }) => privilege === "READ_METADATA" && callerNames.has(principal))
  );
}

function row(...cells: readonly (string | null)[]): string {
  return cells.map((cell) => cell ?? "").join("|");
}
