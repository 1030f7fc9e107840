import { epochMs } from "../../../domain/units.ts";
import type { Act } from "../../acts/act.ts";
import type { TruthRecord } from "../story.ts";
import type { StoryValue } from "./story-value.ts";
import type { StoryWalk } from "./walk-steps.ts";

/** What a walked story was about: what its `concerns` line names, between its first and last effect or as it says. */
export function truthOf(walk: StoryWalk, acts: readonly Act[]): TruthRecord {
  const { story } = walk;
  const concerned = story.concerns.flatMap(({ name }) => walk.values.get(name) ?? []);
  const firstMs = acts[0]?.at ?? walk.startMs;
  const names = (spell: (value: StoryValue) => string | null): readonly string[] => [
    ...new Set(concerned.flatMap((value) => spell(value) ?? [])),
  ];
  return {
    story: story.name,
    title: story.title,
    class: story.class,
    attribution: story.attribution,
    isIncidentExpected: story.isIncidentExpected,
    from: epochMs(Math.round(walk.windowFromMs ?? firstMs)),
    until: epochMs(Math.round(Math.max(walk.windowUntilMs ?? walk.lastMs, walk.windowFromMs ?? firstMs))),
    principals: names((value) => (value.kind === "principal" ? value.name : null)),
    securables: names(securableName),
    jobs: names((value) => (value.kind === "job" ? value.id : null)),
    warehouses: names((value) => (value.kind === "warehouse" ? value.id : null)),
    steps: [...walk.told.values()].toSorted((left, right) => left.at - right.at),
  };
}

function securableName(value: StoryValue): string | null {
  if (value.kind === "securable") return value.ref.name;
  if (value.kind === "column") return value.table;
  return value.kind === "policy" ? value.on.name : null;
}
