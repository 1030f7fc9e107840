import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The newest release that was tried; later ones ask for packages that are not served everywhere. */
const SDK_VERSION = "0.150.0";

export interface PythonSdk {
  /** Runs a script with the SDK at hand; resolves to its exit code. */
  run(script: string, env: Readonly<Record<string, string>>): Promise<number>;
}

/**
 * The SDK in a virtual environment of its own, outside of the repository: in `PYTHON_SDK_VENV` when that is set, else in
 * the folder for temporary files. Made when it is not there; needs Python 3 and a package registry then.
 */
export async function pythonSdk(): Promise<PythonSdk> {
  const folder = process.env["PYTHON_SDK_VENV"] ?? join(tmpdir(), `databricks-sdk-${SDK_VERSION}`);
  const python = join(folder, "bin", "python");
  const mark = join(folder, `installed-${SDK_VERSION}`);
  if (!existsSync(mark)) {
    await succeed("python3", ["-m", "venv", folder]);
    await succeed(python, ["-m", "pip", "install", "--quiet", `databricks-sdk==${SDK_VERSION}`]);
    await succeed(python, ["-c", `open(${JSON.stringify(mark)}, "w").close()`]);
  }
  return { run: (script, env) => exitCode(python, [script], env) };
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const code = await exitCode(command, args, {});
  if (code !== 0) throw new Error(`\`${command} ${args.join(" ")}\` ended with code ${code}`);
}

function exitCode(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
