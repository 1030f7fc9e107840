import { pythonSdk } from "./python-sdk.ts";
import { serveAccount } from "./serve-account.ts";

/**
 * Lets the official Databricks SDK for Python drive the emulator: serves a small simulated account, makes the SDK's
 * virtual environment unless it is there, runs the checks. The exit code is theirs; their last line is
 * `N passed, N failed`.
 */
async function main(): Promise<number> {
  const python = await pythonSdk();
  const served = await serveAccount();
  try {
    return await python.run("test/emulator/python/check_sdk.py", { EMULATOR: JSON.stringify(served.facts) });
  } finally {
    await served.close();
  }
}

process.exitCode = await main();
