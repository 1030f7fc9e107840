import type { SecurableRef } from "../acts/act.ts";
import type { Refusal, SecurableType, SimulatedSecurable } from "./account.ts";

/** Words for kinds of securables, as they stand in Databricks' messages. */
const TYPE_WORDS: Readonly<Record<SecurableType, string>> = {
  metastore: "Metastore",
  catalog: "Catalog",
  schema: "Schema",
  table: "Table",
  volume: "Volume",
  function: "Routine or Model",
  external_location: "External Location",
  storage_credential: "Storage Credential",
  credential: "Credential",
  connection: "Connection",
  share: "Share",
  recipient: "Recipient",
  provider: "Provider",
};

/** 403: the privilege is missing on the securable. */
export function lacksPrivilege(privilege: string, securable: SecurableRef | SimulatedSecurable): Refusal {
  const words = privilege.replaceAll("_", " ");
  return insufficient(`User does not have ${words} on ${typeWord(securable)} '${securable.name}'.`);
}

/** 403: any other lack of rights in the metastore, as a sentence. */
function insufficient(sentence: string): Refusal {
  return {
    status: 403,
    code: "PERMISSION_DENIED",
    message: `[INSUFFICIENT_PERMISSIONS] Insufficient privileges: ${sentence} SQLSTATE: 42501`,
    sqlState: "42501",
  };
}

/** 403: the rights are there but something else stands in the way (a binding, an assignment, a synced group). */
export function forbidden(message: string): Refusal {
  return { status: 403, code: "PERMISSION_DENIED", message, sqlState: "42501" };
}

/** 400: the request makes no sense. */
export function invalidValue(message: string): Refusal {
  return { status: 400, code: "INVALID_PARAMETER_VALUE", message, sqlState: "22023" };
}

/** 404: nobody is called so. */
export function principalMissing(name: string): Refusal {
  return {
    status: 404,
    code: "PRINCIPAL_DOES_NOT_EXIST",
    message: `Could not find principal with name ${name}`,
    sqlState: "42704",
  };
}

/** 404: a securable that is not there, in the words of the statement that named it. */
export function securableMissing(securable: SecurableRef): Refusal {
  const { condition, sentence, sqlState } = missingWords(securable);
  return {
    status: 404,
    code: `${securable.type.toUpperCase()}_DOES_NOT_EXIST`,
    message: `[${condition}] ${sentence} SQLSTATE: ${sqlState}`,
    sqlState,
  };
}

interface MissingWords {
  readonly condition: string;
  readonly sentence: string;
  readonly sqlState: string;
}

function missingWords({ type, name }: SecurableRef): MissingWords {
  const quoted = name
    .split(".")
    .map((part) => `\`${part}\``)
    .join(".");
  switch (type) {
    case "table":
      return {
        condition: "TABLE_OR_VIEW_NOT_FOUND",
        sentence: `The table or view ${quoted} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
        sqlState: "42P01",
      };
    case "schema":
      return {
        condition: "SCHEMA_NOT_FOUND",
        sentence: `The schema ${quoted} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
        sqlState: "42704",
      };
    case "catalog":
      return {
        condition: "NO_SUCH_CATALOG_EXCEPTION",
        sentence: `Catalog '${name}' was not found. Please verify the catalog name and then retry the query or command again.`,
        sqlState: "42704",
      };
    case "function":
      return {
        condition: "UNRESOLVED_ROUTINE",
        sentence: `Cannot resolve routine ${quoted} on search path [\`system\`.\`builtin\`, \`system\`.\`session\`].`,
        sqlState: "42883",
      };
    case "metastore":
    case "volume":
    case "external_location":
    case "storage_credential":
    case "credential":
    case "connection":
    case "share":
    case "recipient":
    case "provider":
      return {
        condition: `${type.toUpperCase()}_DOES_NOT_EXIST`,
        sentence: `${TYPE_WORDS[type]} '${name}' does not exist.`,
        sqlState: "42704",
      };
  }
}

function typeWord(securable: SecurableRef | SimulatedSecurable): string {
  const isView =
    "detail" in securable && securable.detail.kind === "table" && securable.detail.tableType === "VIEW";
  return isView ? "View" : TYPE_WORDS[securable.type];
}
