import fs from "node:fs";
import { SOURCES } from "../../sources/registry.gen.ts";
import { openFolderEngine } from "./open-folder-engine.ts";

const [ext = "parquet", copies = "1", threads = "2"] = process.argv.slice(2);
fs.rmSync("/tmp/duck/one", { recursive: true, force: true });
fs.mkdirSync("/tmp/duck/one/system.access.audit", { recursive: true });
for (let k = 0; k < Number(copies); k++)
  fs.linkSync(
    "/tmp/duck/" + (process.argv[5] === "g10" ? `g10/${k}.` : "g/a.") + ext,
    `/tmp/duck/one/system.access.audit/${k}.${ext}`,
  );
let peak = 0;
const timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 20);
const t = Date.now();
const signal = new AbortController().signal;
const folder = await openFolderEngine({
  directory: "/tmp/duck/one",
  workDirectory: "/tmp/duck/work",
  tables: SOURCES,
  isStrict: false,
  threadCount: Number(threads),
  signal,
});
const t1 = Date.now();
const audit = SOURCES.find((s) => s.id === "audit")!;
const def = audit.produces[0]!;
const s = await folder.engine.defineRelation(
  {
    name: def.relation,
    sql: def.normalize(folder.engine.dialect, (x) => folder.engine.dialect.rawTable(x)),
    collapse: def.collapse,
    notAfter: Date.UTC(2030, 0, 1) as never,
  },
  { timeoutMs: 1e7 as never, signal },
);
const t2 = Date.now();
console.log(
  ext,
  copies,
  "threads",
  threads,
  "open",
  t1 - t,
  "define",
  t2 - t1,
  "rows/s",
  Math.round(((s.rowCount! + s.duplicateCount!) / (t2 - t1)) * 1000),
  JSON.stringify(s),
  "peak rss MB",
  Math.round(peak / 1e6),
);
const { sql } = await import("../../sql/sql.ts");
const t3 = Date.now();
let first = 0,
  n = 0;
for await (const b of folder.engine.stream(
  {
    name: "s",
    sql: sql`select principal, action_name, time_bucket(interval 1 hour, event_time) as w, count(*) as n, count(*) filter (where is_failed) as f from audit_event group by all`,
    keys: ["principal", "action_name"],
    numbers: ["w", "n", "f"],
    words: [],
    order: "w",
  },
  { timeoutMs: 1e6 as never, signal },
)) {
  if (!first) first = Date.now();
  n += b.rowCount;
}
console.log(
  "stream rows",
  n,
  "first batch after",
  first - t3,
  "rest",
  Date.now() - first,
  "rows/s after first",
  Math.round((n / (Date.now() - first)) * 1000),
);
clearInterval(timer);
await folder.engine.close();
