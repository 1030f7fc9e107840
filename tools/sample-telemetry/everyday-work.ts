import type { RandomGenerator } from "../../src/stats/random.ts";
import type { AuditLog } from "./audit-log.ts";
import { activity, type Calendar, DAY_MS, HOUR_MS, hoursOf } from "./calendar.ts";
import type { CatalogTable } from "./catalog-tables.ts";
import type { StatementLog } from "./statements.ts";
import { hex, type Person, pick, type World } from "./world.ts";

export interface WorkParts {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly audit: AuditLog;
  readonly statements: StatementLog;
}

/** What people do, in shares of their calls. */
const HUMAN_MIX = [
  { share: 0.34, act: fetchMetadata },
  { share: 0.34, act: runStatement },
  { share: 0.14, act: browse },
  { share: 0.16, act: callApi },
  { share: 0.02, act: downloadResult },
];
const SERVICE_MIX = [
  { share: 0.56, act: callApi },
  { share: 0.26, act: fetchMetadata },
  { share: 0.1, act: readSecret },
  { share: 0.08, act: runStatement },
];
/** Slowly varying activity of one person: some days are busier than others. */
const DAY_SHAPE = 12;
/** A share of statements goes to tables of other teams, another is refused. */
const STRANGE_TABLE_RATIO = 0.03;
const DENIED_RATIO = 0.004;

/** An ordinary month: everybody works, nobody does anything that should be found. */
export function addEverydayWork(parts: WorkParts): void {
  const { world, random } = parts;
  for (const person of [...world.humans, ...world.services])
    workThroughMonth({ ...parts, random: random.fork(`work ${person.name}`) }, person);
}

function workThroughMonth(parts: WorkParts, person: Person): void {
  const { calendar, random } = parts;
  const isHuman = person.kind === "human";
  let mood = 1;
  for (const hourMs of hoursOf(calendar)) {
    if (isHuman && hourMs % DAY_MS === 0) mood = random.gamma(DAY_SHAPE) / DAY_SHAPE;
    const level = activity(person, hourMs);
    if (level === 0) continue;
    const callCount = random.poisson(person.eventsPerHour * level * mood);
    if (callCount > 0 && isHuman) logIn(parts, person, hourMs);
    for (let call = 0; call < callCount; call++) actOnce(parts, person, hourMs + random.below(HOUR_MS));
  }
}

function actOnce(parts: WorkParts, person: Person, momentMs: number): void {
  const mix = person.kind === "human" ? HUMAN_MIX : SERVICE_MIX;
  let left = parts.random.uniform();
  const chosen = mix.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  (chosen ?? mix[0])?.act(parts, person, momentMs);
}

/** People sign in about twice a day; a mistyped password now and then. */
function logIn({ audit, random }: WorkParts, person: Person, hourMs: number): void {
  if (random.uniform() > 0.22) return;
  const momentMs = hourMs + random.below(10 * 60_000);
  const params = { user: person.name, authentication_method: "BROWSER_BYO_IDP_SAML" };
  const login = { person, service: "accounts", action: "samlLogin", params };
  if (random.uniform() < 0.02)
    audit.add({
      ...login,
      momentMs: momentMs - 20_000,
      statusCode: 401,
      errorMessage: "INVALID_CREDENTIALS",
    });
  audit.add({ ...login, momentMs });
}

/** The favorite table most of the time, the others less and less. */
function usualTable(random: RandomGenerator, person: Person): CatalogTable {
  const rank = Math.floor(person.tables.length * random.uniform() ** 2);
  return person.tables[rank] ?? pick(random, person.tables);
}

function fetchMetadata({ audit, random }: WorkParts, person: Person, momentMs: number): void {
  audit.add({
    momentMs,
    person,
    service: "unityCatalog",
    action: "getTable",
    params: { full_name_arg: usualTable(random, person).name },
    isAccountLevel: true,
  });
}

function runStatement({ statements, random, world }: WorkParts, person: Person, momentMs: number): void {
  const isStrange = random.uniform() < STRANGE_TABLE_RATIO;
  const neighbor = pick(random, world.humans);
  const table = isStrange ? usualTable(random, neighbor) : usualTable(random, person);
  statements.add({
    momentMs,
    person,
    reads: [table.name],
    writes: null,
    isDenied: isStrange ? table.isSensitive : random.uniform() < DENIED_RATIO,
    job: null,
    sizeRatio: 1,
  });
}

function browse({ audit, random }: WorkParts, person: Person, momentMs: number): void {
  const path = `/Users/${person.name}/notebook_${random.below(12)}`;
  audit.add({
    momentMs,
    person,
    service: random.uniform() < 0.5 ? "notebook" : "workspace",
    action: random.uniform() < 0.5 ? "attachNotebook" : "fileEditorOpenEvent",
    params: { path, notebookId: String(1_000 + random.below(400)) },
  });
}

/** One row for each call that a token or a machine login authenticated. */
function callApi({ audit }: WorkParts, person: Person, momentMs: number): void {
  const isService = person.kind === "service";
  audit.add({
    momentMs,
    person,
    service: "accounts",
    action: isService ? "oidcTokenAuthorization" : "tokenLogin",
    params: { user: person.name, tokenId: person.tokenId, authenticationMethod: "API_EXT_PAT_TOKEN" },
  });
}

function downloadResult({ audit, random }: WorkParts, person: Person, momentMs: number): void {
  audit.add({
    momentMs,
    person,
    service: "databrickssql",
    action: "downloadQueryResult",
    params: { queryId: hex(random, 32), queryResultId: hex(random, 32), fileType: "csv" },
  });
}

function readSecret({ audit, random }: WorkParts, person: Person, momentMs: number): void {
  audit.add({
    momentMs,
    person,
    service: "secrets",
    action: "getSecret",
    params: { scope: `${person.team}-pipelines`, key: `key-${random.below(4)}` },
  });
}
