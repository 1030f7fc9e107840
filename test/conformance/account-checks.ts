import fc from "fast-check";
import { expect } from "vitest";
import { checkPrivilege } from "../../src/simulator/account/check-privilege.ts";
import {
  type EffectiveGrantRow,
  effectiveGrants,
  visibleGrants,
} from "../../src/simulator/account/visible-grants.ts";
import {
  explainAccess,
  isInGroup,
  type OracleQuestion,
  type OracleWorld,
  passesAccessGates,
  seesAllByOracle,
} from "./access-oracle.ts";
import { GRANTABLE, type RandomAccount, type RandomSecurable, randomAccounts } from "./random-account.ts";

/** A guarantee of the simulated account, checked on a random one; returns how many rows or answers it met. */
export interface AccountCheck {
  readonly name: string;
  check(world: OracleWorld): number;
}

/** Least number of rows or answers an account that a check has to meet, so that it cannot pass by meeting none. */
const MET_COUNT_MIN = 50;

export const ACCOUNT_CHECKS: readonly AccountCheck[] = [
  {
    name: "every privilege that an administrator sees listed, and whose gates are passed, is honored",
    check(world) {
      const asked = [...listedQuestions(world)].filter((question) => passesAccessGates(world, question));
      const refused = asked.filter((question) => checkPrivilege(world.account, question) !== null);
      expect(refused).toEqual([]);
      return asked.length;
    },
  },
  {
    name: "what is allowed is explained by a listed row, an owner, a policy or a role, and what has such a reason is allowed",
    check(world) {
      let allowedCount = 0;
      for (const question of everyQuestion(world)) {
        const isAllowed = checkPrivilege(world.account, question) === null;
        const reasons = explainAccess(world, question);
        if (isAllowed) allowedCount += 1;
        if (isAllowed !== reasons.length > 0) expect({ question, isAllowed, reasons }).toBe("explained");
      }
      return allowedCount;
    },
  },
  {
    name: "a caller sees all grants where it may see them, and only its own everywhere else",
    check(world) {
      let metCount = 0;
      for (const securable of world.securables)
        for (const callerId of world.principalIds) {
          const isAll = seesAllByOracle(world, callerId, securable);
          const isShown = ({ principalId }: { readonly principalId: string }): boolean =>
            isAll || principalId === callerId;
          const direct = directRows(world, securable);
          expect(visibleGrants(world.account, callerId, securable)).toEqual(direct.filter(isShown));
          const effective = world.rowsOn(securable);
          expect(effectiveGrants(world.account, callerId, securable)).toEqual(effective.filter(isShown));
          metCount += effective.length;
        }
      return metCount;
    },
  },
  {
    name: "an administrator sees every grant on a securable and above it, with where it comes from, and nothing else",
    check(world) {
      const shown = world.securables.map((securable) => flat(rowsOn(world, securable)));
      expect(shown).toEqual(world.securables.map((securable) => expectedRows(world, securable)));
      return shown.flat().length;
    },
  },
];

/** Runs a check on random accounts. */
export function checkRandomAccounts(
  { check }: AccountCheck,
  runs: { readonly seed: number; readonly numRuns: number },
): void {
  let metCount = 0;
  fc.assert(
    fc.property(randomAccounts(), (random) => {
      metCount += check(oracleWorld(random));
    }),
    runs,
  );
  expect(metCount).toBeGreaterThan(MET_COUNT_MIN * runs.numRuns);
}

/** The account with what an administrator sees listed at present. */
export function oracleWorld(random: RandomAccount): OracleWorld {
  const kept = new Map(random.securables.map((securable) => [securable, rowsOn(random, securable)]));
  return { ...random, rowsOn: (securable) => kept.get(securable) ?? [] };
}

/** Rows as the owner of the metastore sees them. */
function rowsOn({ account }: RandomAccount, securable: RandomSecurable): readonly EffectiveGrantRow[] {
  const admin = account.securables.get(`metastore:${account.metastoreId}`)?.owner ?? "";
  return effectiveGrants(account, admin, securable);
}

/** What every row says of everybody that it holds for; ALL PRIVILEGES says all that it stands for. */
function* listedQuestions(world: OracleWorld): Generator<OracleQuestion> {
  for (const securable of world.securables)
    for (const row of world.rowsOn(securable)) {
      const privileges = row.privileges.flatMap((listed) => meaningOf(listed.privilege, securable));
      for (const principalId of world.principalIds.filter((id) => isInGroup(world, id, row.principalId)))
        yield* questionsOf(world, { principalId, securable, privileges });
    }
}

function* everyQuestion(world: OracleWorld): Generator<OracleQuestion> {
  for (const securable of world.securables)
    for (const principalId of world.principalIds)
      yield* questionsOf(world, { principalId, securable, privileges: askedOn(securable) });
}

function* questionsOf(
  { workspaceIds }: OracleWorld,
  asked: Omit<OracleQuestion, "privilege" | "workspaceId"> & { readonly privileges: readonly string[] },
): Generator<OracleQuestion> {
  const { privileges, ...who } = asked;
  for (const privilege of new Set(privileges))
    for (const workspaceId of [null, ...workspaceIds]) yield { ...who, privilege, workspaceId };
}

function meaningOf(privilege: string, { kind }: RandomSecurable): readonly string[] {
  if (privilege !== "ALL_PRIVILEGES") return [privilege];
  const left = /^(?:MANAGE|READ_METADATA|EXTERNAL_USE_.*)$/;
  return GRANTABLE[kind].filter((each) => !left.test(each));
}

function askedOn({ kind }: RandomSecurable): readonly string[] {
  return [...GRANTABLE[kind], "MANAGE", "BROWSE", "READ_METADATA", "USE_CATALOG", "USE_SCHEMA"];
}

function directRows({ account }: RandomAccount, { type, name }: RandomSecurable) {
  return [...(account.securables.get(`${type}:${name}`)?.grants ?? [])].map(([principalId, privileges]) => ({
    principalId,
    privileges: [...privileges].sort(),
  }));
}

/** `<principal> <privilege> <level>` of all rows. */
function flat(rows: readonly EffectiveGrantRow[]): readonly string[] {
  return rows
    .flatMap(({ principalId, privileges }) =>
      privileges.map(
        ({ privilege, inheritedFromType, inheritedFromName }) =>
          `${principalId} ${privilege} ${inheritedFromType ?? ""}:${inheritedFromName ?? ""}`,
      ),
    )
    .sort();
}

/** The same by looking at every grant of the account. */
function expectedRows(world: RandomAccount, asked: RandomSecurable): readonly string[] {
  return world.securables
    .flatMap((level) => {
      const origin = level === asked ? ":" : `${level.kind.toUpperCase()}:${level.name}`;
      return directRows(world, level).flatMap(({ principalId, privileges }) =>
        privileges
          .filter((privilege) => flows(privilege, level, asked))
          .map((privilege) => `${principalId} ${privilege} ${origin}`),
      );
    })
    .sort();
}

function flows(privilege: string, level: RandomSecurable, asked: RandomSecurable): boolean {
  if (level === asked) return true;
  if (level.kind === "metastore") return privilege === "READ_METADATA";
  const isInside = asked.kind !== "external_location" && asked.name.startsWith(`${level.name}.`);
  if (!isInside || privilege === "BROWSE") return false;
  return (
    ["USE_CATALOG", "USE_SCHEMA", "READ_METADATA"].includes(privilege) ||
    GRANTABLE[asked.kind].includes(privilege)
  );
}
