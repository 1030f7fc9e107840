import { GatehouseError } from "../../../domain/gatehouse-error.ts";
import type { SourcePlace, Story } from "../grammar/story-ast.ts";

/** The error of a story that this account has no room for, with the line that asks for too much. */
export function unplaceable(story: Story, place: SourcePlace, message: string): GatehouseError {
  return new GatehouseError("STORY_UNPLACEABLE", {
    message: `${story.file}:${place.line}:${place.column}: ${message}`,
    context: { story: story.name },
  });
}
