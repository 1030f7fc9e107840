import { join } from "node:path";
import { coverageOf, eventIds, openFolder } from "./telemetry-folder.ts";

/** Opens the folder given as argument and prints what came of it; run as a user who may not read all of it. */
const [directory = ""] = process.argv.slice(2);
const folder = await openFolder(directory, { workDirectory: join(directory, "..") });
const ids = await eventIds(folder);
const { skipped } = await coverageOf(folder);
const closed = await openFolder(join(directory, "closed")).then(
  () => "opened",
  (error: { readonly code?: string }) => error.code,
);
console.log(JSON.stringify({ ids, skipped, notes: folder.notes.skipped, closed }));
await folder.engine.close();
