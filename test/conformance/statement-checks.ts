import { epochMs } from "../../src/domain/units.ts";
import type { SecurableDetail } from "../../src/simulator/account/account.ts";
import { touchAccount } from "../../src/simulator/account/account-caches.ts";
import { openActContext } from "../../src/simulator/acts/open-act-context.ts";
import { performAct } from "../../src/simulator/acts/perform-act.ts";
import { databricksSql } from "../../src/simulator/databricks-sql/open-databricks-sql.ts";
import { openSimulatorDatabase } from "../../src/simulator/simulator-database.ts";
import { openStatementRunner } from "../../src/simulator/statements/open-statement-runner.ts";
import type { StatementRunner } from "../../src/simulator/statements/statement-runner.ts";
import { openTableRows } from "../../src/simulator/tables/open-table-rows.ts";
import { openTelemetry } from "../../src/simulator/telemetry/open-telemetry.ts";
import { explainAccess, type OracleQuestion, type OracleWorld } from "./access-oracle.ts";
import { oracleWorld } from "./account-checks.ts";
import type { RandomAccount, RandomSecurable } from "./random-account.ts";

/** A statement, and what who runs it must be allowed to, by the documentation. */
interface AskedStatement {
  readonly text: string;
  readonly needs: readonly Pick<OracleQuestion, "securable" | "privilege">[];
  /** What the owner of a view or function that it names must be allowed to. */
  readonly definerNeeds: readonly (Pick<OracleQuestion, "securable" | "privilege"> & {
    readonly definerOf: RandomSecurable;
  })[];
  /** Takes back what it changed when it was allowed. */
  readonly undo: (() => Promise<void>) | null;
}

/** A statement whose outcome is not the one that the oracle gives. */
export interface WrongOutcome {
  readonly text: string;
  readonly principalId: string;
  readonly workspaceId: string;
  readonly outcome: string;
  readonly isAllowedByOracle: boolean;
}

const AT = epochMs(1_750_000_000_000);
const NEW_TABLE = "made_by_statement";

/** Outcomes on one account. */
export interface StatementOutcomes {
  readonly wrong: readonly WrongOutcome[];
  readonly allowedCount: number;
  readonly refusedCount: number;
}

/**
 * Runs statements of every user and service principal in every workspace on a random account whose tables keep rows, and
 * whose views and functions read the table beside them; returns what is not as the oracle has it, and how many statements
 * were allowed and refused.
 */
export async function checkStatements(random: RandomAccount): Promise<StatementOutcomes> {
  const { account } = random;
  const database = await openSimulatorDatabase({ memoryLimitMb: 256, threadCount: 1 });
  try {
    const rows = await openTableRows({ database, account, seed: 1, plans: [] });
    const telemetry = await openTelemetry({ database, account, seed: 1, prices: [] });
    await furnish(random, (table) => rows.create(table, COLUMNS, "SELECT 1::BIGINT AS id"));
    const context = openActContext({
      account,
      log: telemetry.log,
      seed: 1,
      writeRows: (act) => rows.write(act),
    });
    const runner = openStatementRunner({
      account,
      database,
      telemetry,
      rows,
      sql: databricksSql,
      seed: 1,
      now: () => AT,
      perform: (act) => performAct(context, act),
    });
    return await runAll(random, runner, [...statementsOn(random, (table) => rows.drop(table))]);
  } finally {
    database.close();
  }
}

async function runAll(
  random: RandomAccount,
  runner: StatementRunner,
  statements: readonly AskedStatement[],
): Promise<StatementOutcomes> {
  const world = oracleWorld(random);
  const wrong: WrongOutcome[] = [];
  let [allowedCount, refusedCount] = [0, 0];
  for (const caller of callersIn(random))
    for (const statement of statements) {
      const isAllowedByOracle = isAllowed(world, statement, caller);
      const outcome = await outcomeOf(runner, caller, statement);
      if (outcome !== (isAllowedByOracle ? "rows" : DENIED))
        wrong.push({ text: statement.text, ...caller, outcome, isAllowedByOracle });
      if (outcome === "rows") allowedCount += 1;
      else refusedCount += 1;
    }
  return { wrong, allowedCount, refusedCount };
}

type Who = Pick<WrongOutcome, "principalId" | "workspaceId">;

function callersIn({ account, principalIds, workspaceIds }: RandomAccount): readonly Who[] {
  return principalIds
    .filter((id) => account.principals.get(id)?.kind !== "group")
    .flatMap((principalId) => workspaceIds.map((workspaceId) => ({ principalId, workspaceId })));
}

/** SQLSTATE of a lack of rights. */
const DENIED = "42501";

/** `rows`, or the SQLSTATE of the refusal; what was changed is taken back. */
async function outcomeOf(runner: StatementRunner, who: Who, statement: AskedStatement): Promise<string> {
  const result = await runner.run({ ...REQUEST, caller: { ...CALLER, ...who }, text: statement.text });
  if (result.kind === "refused") return result.refusal.sqlState ?? result.refusal.message;
  if (result.kind === "canceled") return result.kind;
  await result.drop();
  await statement.undo?.();
  return result.kind;
}

const COLUMNS = [
  {
    name: "id",
    type: "bigint",
    isNullable: true,
    comment: null,
    tags: new Map<string, string>(),
    mask: null,
  },
];

const CALLER = {
  warehouseId: "w1",
  address: "198.51.100.1",
  userAgent: "test",
  application: "test",
  tokenId: null,
};

const REQUEST = {
  statementId: "00000000-0000-4000-a000-000000000001",
  parameters: [],
  catalog: null,
  schema: null,
  rowLimit: null,
  signal: new AbortController().signal,
};

/** Tables get rows; views and functions read the table of their schema. */
async function furnish(
  { account, securables }: RandomAccount,
  createRows: (table: string) => Promise<number>,
): Promise<void> {
  for (const { kind, type, name } of securables) {
    const detail = detailOf(kind, tableBeside({ kind, type, name }));
    const key = `${type}:${name}`;
    const securable = account.securables.get(key);
    if (detail === null || securable === undefined) continue;
    account.securables.set(key, { ...securable, detail });
    if (kind === "table") await createRows(name);
  }
  touchAccount(account, "rights");
}

function detailOf(kind: RandomSecurable["kind"], table: string): SecurableDetail | null {
  if (kind === "function")
    return {
      kind: "function",
      parameters: [],
      returnType: "bigint",
      body: `(SELECT count(*) FROM ${table})`,
      isModel: false,
    };
  if (kind !== "table" && kind !== "view") return null;
  return {
    kind: "table",
    tableType: kind === "view" ? "VIEW" : "MANAGED",
    columns: COLUMNS,
    rowFilter: null,
    viewText: kind === "view" ? `SELECT id FROM ${table}` : null,
    viewDependencies: kind === "view" ? [{ type: "table", name: table }] : [],
    hasRows: kind === "table",
    rowCount: 1,
  };
}

function isAllowed(
  world: OracleWorld,
  { needs, definerNeeds }: AskedStatement,
  who: Pick<OracleQuestion, "principalId" | "workspaceId">,
): boolean {
  const owner = ({ type, name }: RandomSecurable): string =>
    world.account.securables.get(`${type}:${name}`)?.owner ?? "";
  return (
    needs.every((need) => explainAccess(world, { ...who, ...need }).length > 0) &&
    definerNeeds.every(
      ({ definerOf, ...need }) =>
        explainAccess(world, { ...who, ...need, principalId: owner(definerOf), isDefiner: true }).length > 0,
    )
  );
}

type DropRows = (table: string) => Promise<void>;

function statementsOn(random: RandomAccount, dropRows: DropRows): readonly AskedStatement[] {
  return random.securables.flatMap((securable) => {
    switch (securable.kind) {
      case "table":
        return statementsOnTable(random, securable);
      case "view":
        return [
          throughDefiner(random, securable, { text: `SELECT * FROM ${securable.name}`, privilege: "SELECT" }),
        ];
      case "function":
        return [
          throughDefiner(random, securable, { text: `SELECT ${securable.name}()`, privilege: "EXECUTE" }),
          dropOf(random, securable),
        ];
      case "schema":
        return [createIn(random, securable, dropRows)];
      default:
        return [];
    }
  });
}

function statementsOnTable({ securables }: RandomAccount, table: RandomSecurable): readonly AskedStatement[] {
  const plain = { definerNeeds: [], undo: null };
  const other = securables.find(({ kind, name }) => kind === "table" && name !== table.name) ?? table;
  const modify = { securable: table, privilege: "MODIFY" };
  return [
    {
      ...plain,
      text: `SELECT id FROM ${table.name}`,
      needs: [{ securable: table, privilege: "SELECT" }],
    },
    { ...plain, text: `DELETE FROM ${table.name} WHERE id < 0`, needs: [modify] },
    {
      ...plain,
      text: `INSERT INTO ${table.name} SELECT id FROM ${other.name} WHERE id < 0`,
      needs: [modify, { securable: other, privilege: "SELECT" }],
    },
  ];
}

function throughDefiner(
  { securables }: RandomAccount,
  securable: RandomSecurable,
  { text, privilege }: { readonly text: string; readonly privilege: string },
): AskedStatement {
  const read = tableBeside(securable);
  return {
    text,
    needs: [{ securable, privilege }],
    definerNeeds: securables
      .filter(({ kind, name }) => kind === "table" && name === read)
      .map((table) => ({ securable: table, privilege: "SELECT", definerOf: securable })),
    undo: null,
  };
}

function dropOf({ account }: RandomAccount, securable: RandomSecurable): AskedStatement {
  const key = `${securable.type}:${securable.name}`;
  const kept = account.securables.get(key);
  return {
    text: `DROP FUNCTION ${securable.name}`,
    needs: [{ securable, privilege: "MANAGE" }],
    definerNeeds: [],
    async undo() {
      if (kept !== undefined) account.securables.set(key, kept);
      touchAccount(account, "rights");
    },
  };
}

function createIn({ account }: RandomAccount, schema: RandomSecurable, dropRows: DropRows): AskedStatement {
  const name = `${schema.name}.${NEW_TABLE}`;
  return {
    text: `CREATE TABLE ${name} (id BIGINT)`,
    needs: [{ securable: schema, privilege: "CREATE_TABLE" }],
    definerNeeds: [],
    async undo() {
      account.securables.delete(`table:${name}`);
      await dropRows(name);
      touchAccount(account, "rights");
    },
  };
}

/** Full name of the table in the same schema. */
function tableBeside({ name }: RandomSecurable): string {
  return name.replace(/[^.]*$/, "table_1");
}
