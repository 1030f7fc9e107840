/** Exit codes of the command line, by what went wrong. */
export type ExitCode = 2 | 3 | 4;

interface ErrorCodeEntry {
  readonly meaning: string;
  /** What the person who sees it can do. */
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

/**
 * Every error code, what it means and what to do: prints `docs/errors.md` and `gatehouse explain <code>`.
 * Each code is raised by a test.
 */
export const ERROR_CODES = {
  CLI_USAGE: {
    meaning: "the command line was not understood",
    remedy: "run the command with --help to see its arguments and options",
    exitCode: 2,
  },
  CLI_OUTPUT_FAILED: {
    meaning: "the output cannot be written",
    remedy: "check the disk or the program that reads the output",
    exitCode: 3,
  },
  CONFIG_UNREADABLE: {
    meaning: "the configuration file cannot be read",
    remedy: "check the path given with --config and the file's permissions",
    exitCode: 2,
  },
  CONFIG_INVALID: {
    meaning: "the configuration breaks its schema",
    remedy: "mend each listed line; `gatehouse config explain` lists every field with its default",
    exitCode: 2,
  },
  CONFIG_ENV_UNSET: {
    meaning: "the configuration refers to an environment variable that is not set",
    remedy: "set the variable, or remove the reference",
    exitCode: 2,
  },
  CONFIG_CONFLICT: {
    meaning: "two settings cannot hold together",
    remedy: "change one of the two named settings",
    exitCode: 2,
  },
  SOURCE_FOLDER_UNREADABLE: {
    meaning: "the folder of telemetry cannot be read",
    remedy: "check that it exists and that this user may list and read it",
    exitCode: 3,
  },
  SOURCE_NOTHING_FOUND: {
    meaning: "no telemetry was recognized in the folder",
    remedy:
      "name exported tables `<schema>.<table>.<ext>` or put them into a folder `<schema>.<table>`; `gatehouse scan --help` shows the layouts",
    exitCode: 3,
  },
  SOURCE_FILE_UNREADABLE: {
    meaning: "a file of telemetry cannot be read",
    remedy: "mend or remove the file; without --strict it is skipped and counted",
    exitCode: 3,
  },
  SOURCE_COLUMN_MISSING: {
    meaning: "a table lacks a column that Gatehouse needs",
    remedy: "export the table again with the named columns",
    exitCode: 3,
  },
  SOURCE_ROWS_SKIPPED: {
    meaning: "rows of telemetry could not be read and --strict was given",
    remedy: "mend the named files, or run without --strict to skip and count such rows",
    exitCode: 3,
  },
  SERIES_UNREADABLE: {
    meaning: "the series cannot be read as `timestamp,value`",
    remedy: "give a CSV file with a header and two columns, timestamp and value",
    exitCode: 3,
  },
  ENGINE_FAILED: {
    meaning: "the query engine refused or failed a query",
    remedy: "read the cause; report it when the query is one of Gatehouse's own",
    exitCode: 4,
  },
  ENGINE_ROW_SHAPE: {
    meaning: "the query engine returned a row of another shape than declared",
    remedy: "report it: the query or its row parser is wrong",
    exitCode: 4,
  },
  ENGINE_TIMEOUT: {
    meaning: "a query did not finish in time",
    remedy: "give the query engine more memory or threads, or scan fewer days of telemetry",
    exitCode: 4,
  },
  DATABRICKS_HOST_REFUSED: {
    meaning: "the address is not one to which credentials of Databricks may be sent",
    remedy:
      "give the address of the workspace or account, such as `https://adb-1234567890123456.7.azuredatabricks.net`",
    exitCode: 2,
  },
  DATABRICKS_CREDENTIAL_INVALID: {
    meaning: "the credential cannot be sent as it is",
    remedy: "give the token or client secret again, without spaces, quotes or line ends",
    exitCode: 2,
  },
  DATABRICKS_UNAUTHENTICATED: {
    meaning: "Databricks does not accept the credential",
    remedy: "renew the token or the client secret, and check that it belongs to this workspace",
    exitCode: 3,
  },
  DATABRICKS_DENIED: {
    meaning: "Databricks does not let this principal do it",
    remedy: "grant what the message names to the principal that Gatehouse runs as",
    exitCode: 3,
  },
  DATABRICKS_NOT_FOUND: {
    meaning: "it does not exist in Databricks, or this principal may not see it",
    remedy: "check the name, and that the principal may see the object",
    exitCode: 3,
  },
  DATABRICKS_REFUSED: {
    meaning: "Databricks refused a request as it is",
    remedy: "read the message; report it when the request is one of Gatehouse's own",
    exitCode: 4,
  },
  DATABRICKS_RATE_LIMITED: {
    meaning: "Databricks asked for fewer requests for longer than Gatehouse waits",
    remedy: "try again later, or lower the rate of requests",
    exitCode: 4,
  },
  DATABRICKS_UNAVAILABLE: {
    meaning: "Databricks cannot be reached or does not answer",
    remedy: "check the address and the network; try again later",
    exitCode: 4,
  },
  DATABRICKS_BAD_ANSWER: {
    meaning: "the answer is not one of Databricks, or not of the documented form",
    remedy: "check the address: a login page or a proxy may answer instead of the workspace",
    exitCode: 4,
  },
  STORE_LOCKED: {
    meaning: "another process has the store open",
    remedy: "stop the other process, or name another store",
    exitCode: 3,
  },
  STORE_UNREADABLE: {
    meaning: "the store cannot be opened or is not one of ours",
    remedy: "check the path of the store",
    exitCode: 3,
  },
  STORE_FAILED: {
    meaning: "the store failed to read or write",
    remedy: "check the disk for space and faults; nothing of the failed change was kept",
    exitCode: 4,
  },
  STORE_KEY_UNREADABLE: {
    meaning: "the signing key of the store is missing, unsafe, or belongs to another store",
    remedy:
      "restore the `.key` file beside the store, readable by its owner only; without it the ledger can be verified and exported but not continued",
    exitCode: 3,
  },
  LEDGER_BROKEN: {
    meaning: "the ledger does not verify: an entry was changed, removed or inserted",
    remedy: "keep the file as evidence and compare it with a saved checkpoint",
    exitCode: 3,
  },
  LEDGER_UNREADABLE: {
    meaning: "the ledger cannot be read",
    remedy: "give a store or an exported ledger file",
    exitCode: 3,
  },
  LEDGER_CRYPTO_UNAVAILABLE: {
    meaning: "this runtime cannot compute SHA-256 or check Ed25519 signatures",
    remedy: "use Node 20.19 or later, or a current browser on https, localhost or a local file",
    exitCode: 4,
  },
  STORY_INVALID: {
    meaning: "a story breaks the grammar of stories",
    remedy: "mend each listed place; docs/stories.md explains the grammar",
    exitCode: 3,
  },
  STORY_FOLDER_UNREADABLE: {
    meaning: "a folder or file of stories cannot be read",
    remedy: "check that it exists, that this user may read it, and that it holds files named `<name>.story`",
    exitCode: 3,
  },
  STORY_UNPLACEABLE: {
    meaning: "a story finds no principal, securable or moment that it asks for in this account",
    remedy: "loosen the named `let` or `starts` line, or take a larger preset",
    exitCode: 3,
  },
  SIMULATION_PRESET_UNKNOWN: {
    meaning: "there is no preset of this name",
    remedy: "choose small, demo, bench or large",
    exitCode: 2,
  },
  SIMULATION_IDENTITY_UNKNOWN: {
    meaning: "nobody in the simulated account has this name",
    remedy: "give the e-mail or application id of somebody in it; SCIM lists them",
    exitCode: 2,
  },
  SIMULATION_FOLDER_IN_USE: {
    meaning: "the folder holds something that no simulation wrote, or what an earlier one wrote",
    remedy: "name another folder, or give --replace where an earlier simulation wrote it",
    exitCode: 2,
  },
  PORT_IN_USE: {
    meaning: "the port cannot be listened on",
    remedy: "give another --port, or 0 for any free one",
    exitCode: 3,
  },
  BUG: { meaning: "an invariant of Gatehouse is broken", remedy: "report it with the message", exitCode: 4 },
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;

export type ErrorCode = keyof typeof ERROR_CODES;
