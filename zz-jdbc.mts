import { runJdbcChecks } from "./tools/emulator-test/run-jdbc.ts";
import { serveAccount } from "./tools/emulator-test/serve-account.ts";
const t = Date.now();
const served = await serveAccount();
console.log("served", Date.now() - t);
try { console.log(await runJdbcChecks(served.facts)); } finally { await served.close(); }
console.log(Date.now() - t);
