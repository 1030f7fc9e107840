import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../bin/gatehouse.js", import.meta.url));
/** The account's time runs so fast that life goes on while clients ask: an hour of it in three seconds. */
const SPEED = 1_200;

/** A `gatehouse emulate` in a process of its own. */
export interface ServedAccount {
  readonly url: string;
  readonly warehouseId: string;
  readonly accountId: string;
  /** Of the account's administrator, who sees all lists and reads no data. */
  readonly adminToken: string;
  /** Of the service principal that reads watched tables. */
  readonly readerToken: string;
  /** From the start of the process until it answers. */
  readonly readySeconds: number;
  close(): Promise<void>;
}

export async function serveAccount(preset: string): Promise<ServedAccount> {
  const startedMs = performance.now();
  const program = spawn(
    process.execPath,
    [PROGRAM, "emulate", "--preset", preset, "--port", "0", "--speed", String(SPEED), "--json"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let complaint = "";
  program.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const closed = new Promise<void>((resolve) => {
    program.once("close", () => resolve());
  });
  const record = await firstRecord(program.stdout, closed, () => complaint);
  return {
    url: String(record["url"]),
    warehouseId: String(record["warehouseId"]),
    accountId: String(record["accountId"]),
    adminToken: tokenOf(record, "admin"),
    readerToken: tokenOf(record, "reader"),
    readySeconds: (performance.now() - startedMs) / 1_000,
    async close() {
      program.kill("SIGINT");
      await closed;
    },
  };
}

/** The line that tells that the emulator answers. */
async function firstRecord(
  output: NodeJS.ReadableStream,
  closed: Promise<void>,
  complaint: () => string,
): Promise<Readonly<Record<string, unknown>>> {
  let text = "";
  const line = new Promise<string>((resolve) => {
    output.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
  const first = await Promise.race([line, closed.then(() => null)]);
  if (first === null) throw new Error(`the emulator ended: ${complaint().trim()}`);
  return JSON.parse(first) as Readonly<Record<string, unknown>>;
}

function tokenOf(record: Readonly<Record<string, unknown>>, role: string): string {
  const identities = record["identities"] as readonly { readonly role: string; readonly token: string }[];
  const identity = identities.find((each) => each.role === role);
  if (identity === undefined) throw new Error(`the emulator minted no token for the ${role}`);
  return identity.token;
}
