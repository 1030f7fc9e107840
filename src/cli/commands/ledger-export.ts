import type { Command } from "commander";
import type { OutputFlags, RunCommand } from "../session.ts";
import { withOutputOptions } from "./command-options.ts";

const HELP = `
Example:
  gatehouse ledger export gatehouse.store > ledger.ndjson && gatehouse ledger verify ledger.ndjson`;

/** `gatehouse ledger export STORE`: the ledger as NDJSON that anybody can verify offline. */
export function addLedgerExportCommand(ledger: Command, run: RunCommand): void {
  withOutputOptions(ledger.command("export"))
    .description("The whole ledger as NDJSON on standard output, for verification elsewhere.")
    .argument("<STORE>", "file given to `scan --store`")
    .addHelpText("after", HELP)
    .action((store: string, flags: OutputFlags) => exportLines(store, flags, run));
}

async function exportLines(store: string, flags: OutputFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output }) => {
    for await (const line of wiring.exportLedger(store)) {
      if (output.isClosed()) break;
      await output.print({ kind: "ndjson", text: line });
    }
    return 0;
  });
}
