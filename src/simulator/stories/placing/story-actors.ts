import { GatehouseError } from "../../../domain/gatehouse-error.ts";
import { epochMs } from "../../../domain/units.ts";
import type { RandomGenerator } from "../../../stats/random.ts";
import type { Act, ActContent } from "../../acts/act.ts";
import type { Binding } from "../grammar/story-ast.ts";
import type { LatestStatement, StoryActor } from "../verbs/define-verb.ts";
import { type ActorHabit, profileOf } from "./actor-profile.ts";
import type { Values } from "./draw-values.ts";
import type { Ground } from "./ground.ts";
import type { ValueOf } from "./story-value.ts";

/** The platform itself: syncs, and what nobody does. */
const PLATFORM = "System-User";
const PLATFORM_AGENT = "Databricks-Service/driver";
/** Acts of one step follow each other within this time. */
const NEXT_ACT_MS_MIN = 300;
const NEXT_ACT_MS_MAX = 4_000;

interface ActorMemory {
  readonly usual: ActorHabit;
  now: ActorHabit;
  latest: LatestStatement | null;
}

/** Everybody who acts in one story, and what they remember from step to step. */
export interface StoryActors {
  /** Who acts at a moment of a step; acts of one call of this follow each other. */
  at(moment: StepMoment): {
    actor(value: ValueOf<"principal">): StoryActor;
    platform(content: ActContent): void;
    remember(actor: StoryActor, statement: LatestStatement): void;
  };
  /** Minutes east of UTC where somebody lives. */
  zoneMinutes(value: ValueOf<"principal">): number;
}

interface StepMoment {
  readonly atMs: number;
  readonly random: RandomGenerator;
  emit(act: Act): void;
}

interface StoryCast {
  readonly ground: Ground;
  readonly bindings: readonly Binding[];
  readonly values: Values;
  readonly random: RandomGenerator;
}

export function openStoryActors(cast: StoryCast): StoryActors {
  const memories = new Map<string, ActorMemory>();
  const memoryOf = (value: ValueOf<"principal">): ActorMemory => {
    const known = memories.get(value.id);
    if (known !== undefined) return known;
    const usual = profileIn(cast, value);
    const memory: ActorMemory = { usual, now: usual, latest: null };
    memories.set(value.id, memory);
    return memory;
  };
  return {
    zoneMinutes: (value) => memoryOf(value).usual.zoneMinutes,
    at({ atMs, random, emit }) {
      let nextMs = atMs;
      const emitAs = (origin: Origin, content: ActContent): void => {
        emit({ ...origin, at: epochMs(Math.round(nextMs)), ...content });
        nextMs += NEXT_ACT_MS_MIN + random.uniform() * (NEXT_ACT_MS_MAX - NEXT_ACT_MS_MIN);
      };
      return {
        actor(value) {
          const memory = memoryOf(value);
          return {
            get profile() {
              return memory.now;
            },
            get latest() {
              return memory.latest;
            },
            change(changes) {
              memory.now = { ...memory.now, ...changes };
            },
            backToUsual() {
              memory.now = memory.usual;
            },
            act(content) {
              emitAs(originOf(memory.now), content);
            },
          };
        },
        platform(content) {
          emitAs(PLATFORM_ORIGIN, content);
        },
        remember(actor, statement) {
          const memory = memories.get(actor.profile.principalId);
          if (memory !== undefined) memory.latest = statement;
        },
      };
    },
  };
}

type Origin = Pick<Act, "actor" | "workspaceId" | "address" | "userAgent" | "tokenId">;

const PLATFORM_ORIGIN: Origin = {
  actor: PLATFORM,
  workspaceId: null,
  address: "10.0.0.1",
  userAgent: PLATFORM_AGENT,
  tokenId: null,
};

function originOf({ name, workspaceId, address, userAgent, tokenId }: ActorHabit): Origin {
  return { actor: name, workspaceId, address, userAgent, tokenId };
}

/** The usual ways of somebody; who is new has those of whom they are like. */
function profileIn({ ground, bindings, values, random }: StoryCast, value: ValueOf<"principal">): ActorHabit {
  const own = profileOf(ground, value.id, random.fork(`profile ${value.id}`));
  if (own !== null) return own;
  const source = bindings.find(({ name }) =>
    values.get(name)?.some((each) => "id" in each && each.id === value.id),
  );
  const like = source?.source.kind === "new" ? source.source.to : null;
  const model = like === null ? undefined : values.get(like.name)?.[0];
  const profile =
    model?.kind === "principal" ? profileOf(ground, model.id, random.fork(`profile ${model.id}`)) : null;
  if (profile === null)
    throw new GatehouseError("BUG", { message: `nothing is known of how \`${value.displayName}\` works` });
  return { ...profile, principalId: value.id, name: value.name, tokenId: null };
}
