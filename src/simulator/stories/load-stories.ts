import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { isNonEmpty } from "../../domain/brand.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { Story } from "./grammar/story-ast.ts";
import { type StoryProblem, storyError } from "./grammar/story-problem.ts";
import { parseStory } from "./parse-story.ts";

/** A story and where it comes from: what is built in is left out where it does not fit, what somebody brings is not. */
export interface LoadedStory {
  readonly story: Story;
  readonly isBuiltIn: boolean;
}

/** Published with the package, beside its package.json. */
const BUILT_IN_FOLDER = "stories";
const EXTENSION = ".story";

/** The stories that come with Gatehouse, which is installed in `packageFolder`. Errors: as {@link loadStories}. */
export async function builtInStories(packageFolder: string): Promise<readonly LoadedStory[]> {
  return loadFolder(join(packageFolder, BUILT_IN_FOLDER), { root: BUILT_IN_FOLDER, isBuiltIn: true });
}

/**
 * The stories of somebody's folder and those below it, in the order of their paths.
 *
 * Errors: STORY_INVALID with every mistake of every file (`storyProblems` gives them), STORY_FOLDER_UNREADABLE where the
 * folder or a file cannot be read or there is no story in it.
 */
export async function loadStories(folder: string): Promise<readonly LoadedStory[]> {
  return loadFolder(folder, { root: folder, isBuiltIn: false });
}

interface LoadOptions {
  /** What messages call the folder. */
  readonly root: string;
  readonly isBuiltIn: boolean;
}

async function loadFolder(folder: string, options: LoadOptions): Promise<readonly LoadedStory[]> {
  const paths = await storyPaths(folder, options.root);
  if (paths.length === 0)
    throw new GatehouseError("STORY_FOLDER_UNREADABLE", {
      message: `\`${options.root}\` holds no file named \`<name>${EXTENSION}\``,
    });
  const stories: LoadedStory[] = [];
  const problems: StoryProblem[] = [];
  for (const path of paths) {
    const file = join(options.root, relative(folder, path));
    const parsed = parseStory(file, await textOf(path, file));
    if (parsed.kind === "problems") problems.push(...parsed.problems);
    else stories.push({ story: parsed.story, isBuiltIn: options.isBuiltIn });
  }
  problems.push(...sharedNames(stories));
  if (isNonEmpty(problems)) throw storyError(problems);
  return stories;
}

async function storyPaths(folder: string, root: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(EXTENSION))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
  } catch (cause) {
    throw new GatehouseError("STORY_FOLDER_UNREADABLE", { message: `\`${root}\` cannot be read`, cause });
  }
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    throw new GatehouseError("STORY_FOLDER_UNREADABLE", {
      message: `\`${file}\` cannot be read as UTF-8 text`,
      cause,
    });
  }
}

/** Two stories of one name would draw alike and could not be told apart in the truth. */
function sharedNames(stories: readonly LoadedStory[]): readonly StoryProblem[] {
  const files = new Map<string, string>();
  return stories.flatMap(({ story: { name, file } }) => {
    const first = files.get(name);
    if (first === undefined) {
      files.set(name, file);
      return [];
    }
    return [
      {
        file,
        place: { line: 1, column: 1 },
        message: `another story is called \`${name}\``,
        hint: `it is in ${first}; give this one a name of its own`,
      },
    ];
  });
}
