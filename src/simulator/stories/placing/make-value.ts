import type { RandomGenerator } from "../../../stats/random.ts";
import { drawHex, drawUuid } from "../../world/draw-id.ts";
import { pick } from "../../world/pick.ts";
import type { BindingSource } from "../grammar/story-ast.ts";
import { drawText, type Values } from "./draw-values.ts";
import type { StoryValue } from "./story-value.ts";

interface Making {
  readonly values: Values;
  readonly random: RandomGenerator;
}

/** Ids of principals and jobs that stories make, apart from those that the world and the account draw. */
const MADE_ID_FROM = 7_000_000_000_000;
const MADE_ID_COUNT = 900_000_000_000;
/** Nobody of the world comes from 192.0.2.0/24; 198.51.100.0/24 is where people travel. */
const NEW_NETWORK_PREFIX = "192.0.2.";
const HEX_TOKEN_DIGITS = 64;
const DEFAULT_DOMAIN = "example.com";

const GIVEN_NAMES = (
  "ada bruno carla dimitri elif farid greta hanna ivo jana kofi leila marek nadia oscar petra quentin rosa samir tove " +
  "ulrich vera wanda ximena yusuf zora"
).split(" ");
const FAMILY_NAMES = (
  "abbott brandt castro dorsey eklund fontaine galvan hofmann ibarra jansen kovacs lindgren moreau novak okafor pereira " +
  "quist rossi silva tanaka urban varga weiss yilmaz zeman"
).split(" ");
const TABLE_WORDS =
  "extract snapshot working copy sample review export draft archive audit scratch bridge".split(" ");
const SERVICE_WORDS = "loader sync exporter agent runner bridge reporter forwarder".split(" ");
const PURPOSES =
  "partner vendor pricing forecast retention quality migration reporting onboarding outreach".split(" ");

/** What `a new …` stands for: names and ids are drawn now, the thing itself is made by a step. Null: no noun of those. */
export function makeValue(
  source: Extract<BindingSource, { kind: "new" }>,
  { values, random }: Making,
): StoryValue | null {
  const called = source.called === null ? null : drawText(source.called, { random, values });
  const to = source.to === null ? null : (values.get(source.to.name)?.[0] ?? null);
  const parent = to?.kind === "securable" ? `${to.ref.name}.` : "";
  switch (source.noun) {
    case "network":
      return { kind: "network", address: called ?? `${NEW_NETWORK_PREFIX}${2 + random.below(252)}` };
    case "token":
      return { kind: "token", id: drawHex(random, HEX_TOKEN_DIGITS) };
    case "secret":
      return to?.kind === "principal"
        ? { kind: "secret", id: drawUuid(random), servicePrincipalId: to.id }
        : null;
    case "person":
    case "service":
    case "group":
      return newPrincipal(source.noun, called, random);
    case "table":
    case "schema":
      return {
        kind: "securable",
        ref: { type: source.noun, name: `${parent}${called ?? drawName(random, TABLE_WORDS, "_")}` },
      };
    case "share":
    case "recipient":
      return {
        kind: "securable",
        ref: { type: source.noun, name: called ?? `${drawName(random, TABLE_WORDS, "-")}-${source.noun}` },
      };
    case "job":
      return { kind: "job", id: drawId(random), name: called ?? drawName(random, SERVICE_WORDS, "_") };
    default:
      return null;
  }
}

function newPrincipal(
  noun: "person" | "service" | "group",
  called: string | null,
  random: RandomGenerator,
): StoryValue {
  const id = drawId(random);
  if (noun === "person") {
    const name =
      called ?? `${pick(random, GIVEN_NAMES)}.${pick(random, FAMILY_NAMES)}${random.below(90) + 10}`;
    const displayName = name.replace(/@.*/, "").replace(/\d+$/, "").split(".").map(capitalized).join(" ");
    const userName = name.includes("@") ? name : `${name}@${DEFAULT_DOMAIN}`;
    return { kind: "principal", id, name: userName, type: "user", displayName };
  }
  if (noun === "service") {
    const displayName = called ?? drawName(random, SERVICE_WORDS, "-");
    return { kind: "principal", id, name: drawUuid(random), type: "service_principal", displayName };
  }
  const displayName = called ?? drawName(random, ["team", "project", "access", "readers", "taskforce"], "-");
  return { kind: "principal", id, name: displayName, type: "group", displayName };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function drawName(random: RandomGenerator, words: readonly string[], joint: string): string {
  return [pick(random, PURPOSES), pick(random, words), 10 + random.below(90)].join(joint);
}

function drawId(random: RandomGenerator): string {
  return String(MADE_ID_FROM + Math.floor(random.uniform() * MADE_ID_COUNT));
}
