import type { Command } from "commander";
import type { OutputFlags, RunCommand } from "../session.ts";
import { showProgress } from "../show-progress.ts";
import type { RunningEmulator } from "../simulation-requests.ts";
import { type Line, piece } from "../styled-line.ts";
import { untilAborted } from "../until-aborted.ts";
import { withOutputOptions } from "./command-options.ts";
import {
  PRESET_TABLE,
  portNumber,
  type SimulationFlags,
  simulatedAccount,
  wholeNumber,
  withSimulationOptions,
} from "./simulation-options.ts";

interface EmulateFlags extends OutputFlags, SimulationFlags {
  readonly port: string;
  readonly speed: string;
  readonly frozen?: boolean;
  readonly identity?: readonly string[];
}

const SPEED_MAX = 86_400;

const HELP = `${PRESET_TABLE}

Tokens are printed once, here. Clients take them as from any workspace:
  DATABRICKS_HOST=http://127.0.0.1:8181 DATABRICKS_TOKEN=…
docs/emulator.md says what is answered, how time is stepped and how faults are switched on.
Ctrl-C stops it; that is exit code 0.

Examples:
  gatehouse emulate
  gatehouse emulate --preset demo --speed 600 --port 9000
  gatehouse emulate --frozen --identity tara.duarte@example.com --json`;

/** `gatehouse emulate`: the simulated account as a Databricks that official clients can talk to. */
export function addEmulateCommand(program: Command, run: RunCommand): void {
  const command = program
    .command("emulate")
    .description("A simulated account that answers as Databricks does, over HTTP on this machine only.")
    .option("--port <number>", "port on 127.0.0.1; 0 takes any free one", "8181")
    .option("--speed <factor>", "how fast the account's time runs", "1")
    .option("--frozen", "the account's time stands still until it is stepped")
    .option("--identity <name...>", "also mint a token for these people (e-mail or application id)");
  withOutputOptions(withSimulationOptions(command, "small"))
    .addHelpText("after", HELP)
    .action((flags: EmulateFlags) => emulate(flags, run));
}

async function emulate(flags: EmulateFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output, signal }) => {
    const emulator = await wiring.openEmulator({
      ...simulatedAccount(flags),
      port: portNumber(flags.port),
      speed: flags.frozen === true ? 0 : wholeNumber("--speed", flags.speed, { min: 1, max: SPEED_MAX }),
      identities: flags.identity ?? [],
      signal,
      onProgress: (progress) => showProgress(output, progress),
    });
    output.progress.clear();
    try {
      await output.print({
        kind: "record",
        record: emulatorJson(emulator),
        lines: emulatorLines(emulator),
        isLaidOut: false,
      });
      await untilAborted(signal);
    } finally {
      await emulator.close();
    }
    return 0;
  });
}

function emulatorJson(emulator: RunningEmulator) {
  return {
    kind: "emulator",
    url: emulator.url,
    accountId: emulator.accountId,
    workspaceId: emulator.workspaceId,
    warehouseId: emulator.warehouseId,
    now: new Date(emulator.now).toISOString(),
    controlToken: emulator.controlToken,
    identities: emulator.identities.map((identity) => ({ ...identity })),
  };
}

function emulatorLines(emulator: RunningEmulator): readonly Line[] {
  return [
    [piece(emulator.url, "strong"), "  answers; stop it with Ctrl-C"],
    [`account ${emulator.accountId}, workspace ${emulator.workspaceId}, warehouse ${emulator.warehouseId}`],
    [`the account's time: ${new Date(emulator.now).toISOString()}; control token ${emulator.controlToken}`],
    ...emulator.identities.flatMap(({ role, name, token, clientSecret }): readonly Line[] => [
      [piece(role, "accent"), `  ${name}`],
      [`  token ${token}`],
      ...(clientSecret === null ? [] : [[`  client id ${name}, client secret ${clientSecret}`]]),
    ]),
  ];
}
