import { pythonSdk } from "./python-sdk.ts";
import { runJdbcChecks } from "./run-jdbc.ts";
import { serveAccount } from "./serve-account.ts";

/**
 * Lets official clients of Databricks drive the emulator, which serves a small simulated account: the SDK for Python, in a
 * virtual environment that is made unless it is there, then the JDBC driver. Each ends with a line `N passed, N failed`;
 * the exit code is 0 when none failed.
 */
async function main(): Promise<number> {
  const python = await pythonSdk();
  const served = await serveAccount();
  try {
    const pythonCode = await python.run("test/emulator/python/check_sdk.py", {
      EMULATOR: JSON.stringify(served.facts),
    });
    const jdbc = await runJdbcChecks(served.facts);
    return pythonCode === 0 && jdbc.failed === 0 ? 0 : 1;
  } finally {
    await served.close();
  }
}

process.exitCode = await main();
