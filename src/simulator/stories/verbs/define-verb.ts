import type { RandomGenerator } from "../../../stats/random.ts";
import type { ActContent } from "../../acts/act.ts";
import type { ActorHabit } from "../placing/actor-profile.ts";
import type { Ground } from "../placing/ground.ts";
import type { SlotValues } from "../placing/slot-values.ts";

/** Somebody who acts in a story, with what has changed about how they act. */
export interface StoryActor {
  /** As they act now. */
  readonly profile: ActorHabit;
  /** From now on, until the story ends or says otherwise. */
  change(changes: Partial<Omit<ActorHabit, "principalId" | "name">>): void;
  backToUsual(): void;
  /** Their latest statement, whose result can be downloaded. */
  readonly latest: LatestStatement | null;
  /** Adds an act of theirs; further ones of the same step follow within seconds. */
  act(content: ActContent): void;
}

export interface LatestStatement {
  readonly statementId: string;
  readonly rowCount: number;
}

/** One step while it is placed. */
export interface StepPlacing {
  readonly slots: SlotValues;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly random: RandomGenerator;
  readonly ground: Ground;
  actor(slot: string): StoryActor;
  /** Adds an act of the platform itself (syncs, disturbances). */
  platform(content: ActContent): void;
  /** Says until when the step has an effect, for the truth. */
  lastsUntil(atMs: number): void;
  remember(actor: StoryActor, statement: LatestStatement): void;
}

/** A thing that can happen in a story: its phrase, and the acts that it is. */
export interface StoryVerb {
  readonly phrase: string;
  place(step: StepPlacing): void;
}

export function defineVerb(verb: StoryVerb): StoryVerb {
  return Object.freeze(verb);
}
