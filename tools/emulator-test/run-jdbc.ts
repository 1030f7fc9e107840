import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const GROUP = "com.databricks";
const ARTIFACT = "databricks-jdbc";
/** The newest release of the open-source driver that was tried. */
const VERSION = "3.0.1";
const CHECKS = fileURLToPath(new URL("../../test/emulator/jdbc/CheckJdbc.java", import.meta.url));
/** Arrow reaches into the buffers of the Java runtime. */
const JAVA_OPTIONS: readonly string[] = ["--add-opens=java.base/java.nio=ALL-UNNAMED", "-Duser.timezone=UTC"];

/** What the driver has to know to speak to an emulator. */
export interface JdbcPeer {
  /** Address of the emulator (`http://127.0.0.1:8181`). */
  readonly url: string;
  readonly warehouseId: string;
  /** Somebody who may create catalogs; one is made and dropped again. */
  readonly admin: { readonly token: string };
  /** Somebody else in the warehouse's workspace. */
  readonly person: { readonly name: string; readonly token: string };
}

/**
 * Lets the official Databricks JDBC driver drive an emulator, and tells its checks line by line on standard output. The
 * driver comes from Maven's cache of the user, filled by `mvn` when it is not there. Works with Java 17 or newer.
 * @throws when Java or Maven are missing, or the driver cannot be fetched, or the checks do not come to an end.
 */
export async function runJdbcChecks(
  peer: JdbcPeer,
): Promise<{ readonly passed: number; readonly failed: number }> {
  requireProgram("java", ["-version"]);
  const output = await checksOutput(driverJar(), peer);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  if (passed === undefined || failed === undefined)
    throw new Error("the JDBC checks did not come to an end: see their output above");
  return { passed: Number(passed), failed: Number(failed) };
}

function requireProgram(program: string, args: readonly string[]): void {
  const { error, status } = spawnSync(program, args, { stdio: "ignore" });
  if (error !== undefined || status !== 0)
    throw new Error(`\`${program}\` does not run; the JDBC checks need Java 17 or newer and Maven`);
}

function driverJar(): string {
  const repository = join(homedir(), ".m2", "repository");
  const jar = join(repository, ...GROUP.split("."), ARTIFACT, VERSION, `${ARTIFACT}-${VERSION}.jar`);
  if (existsSync(jar)) return jar;
  requireProgram("mvn", ["--version"]);
  const { status } = spawnSync(
    "mvn",
    [
      "--batch-mode",
      "--quiet",
      "dependency:get",
      `-Dartifact=${GROUP}:${ARTIFACT}:${VERSION}`,
      "-Dtransitive=false",
      `-Dmaven.repo.local=${repository}`,
    ],
    // Not in the project's folder, where Maven might find a project of somebody else.
    { stdio: "inherit", cwd: tmpdir() },
  );
  if (status !== 0 || !existsSync(jar)) throw new Error(`the JDBC driver ${VERSION} could not be fetched`);
  return jar;
}

function checksOutput(jar: string, peer: JdbcPeer): Promise<string> {
  const { host } = new URL(peer.url);
  const env = {
    ...process.env,
    EMULATOR_HOST: host,
    WAREHOUSE_ID: peer.warehouseId,
    ADMIN_TOKEN: peer.admin.token,
    PERSON_TOKEN: peer.person.token,
    PERSON_NAME: peer.person.name,
  };
  return new Promise((resolve, reject) => {
    const child = spawn("java", [...JAVA_OPTIONS, "-cp", jar, CHECKS], {
      env,
      // The driver leaves a log file, empty, where it runs.
      cwd: tmpdir(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.once("error", reject);
    child.once("close", () => resolve(output));
  });
}
