import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { LedgerReport } from "../../services/verify-ledger.ts";
import { ledgerReportJson } from "../ledger-report-json.ts";
import type { OutputFlags, RunCommand } from "../session.ts";
import { type Line, piece } from "../styled-line.ts";
import { withOutputOptions } from "./command-options.ts";

interface VerifyFlags extends OutputFlags {
  readonly key?: string;
  readonly checkpoint?: readonly string[];
}

const HELP = `
Without --key and --checkpoint a ledger is only proved to agree with itself: whoever can replace the whole
file can also replace its key. Keep the key and now and then a checkpoint outside, and give them here.

Examples:
  gatehouse ledger verify gatehouse.store
  gatehouse ledger verify export.ndjson --key "$(cat ledger.key)" --checkpoint 2026-03-14.checkpoint`;

/** `gatehouse ledger verify FILE`: proves that nobody edited the record. */
export function addLedgerVerifyCommand(ledger: Command, run: RunCommand): void {
  withOutputOptions(ledger.command("verify"))
    .description(
      "Checks every entry, link and signature of a ledger; the first thing that is wrong is named.",
    )
    .argument("<FILE>", "a store, or a ledger written by `ledger export`")
    .option("--key <key>", "verifier key that you kept; only what it signed counts")
    .option("--checkpoint <file...>", "checkpoints that you kept; the ledger has to agree with each")
    .addHelpText("after", HELP)
    .action((file: string, flags: VerifyFlags) => verify(file, flags, run));
}

async function verify(file: string, flags: VerifyFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output }) => {
    const savedCheckpoints = await Promise.all((flags.checkpoint ?? []).map(readCheckpoint));
    const report = await wiring.verifyLedger(file, { trustedKey: flags.key ?? null, savedCheckpoints });
    const isAnchored = flags.key !== undefined || savedCheckpoints.length > 0;
    await output.print({
      kind: "record",
      record: ledgerReportJson(report),
      lines: reportLines(report, isAnchored),
    });
    if (!report.ok)
      throw new GatehouseError("LEDGER_BROKEN", {
        message: `\`${file}\` does not verify: ${report.break.text}`,
      });
    return 0;
  });
}

async function readCheckpoint(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new GatehouseError("LEDGER_UNREADABLE", {
      message: `cannot read the checkpoint \`${path}\``,
      cause: error,
    });
  }
}

function reportLines(report: LedgerReport, isAnchored: boolean): readonly Line[] {
  const verdict = report.ok ? piece("verified", "good") : piece("broken", "bad");
  const counts = `: ${report.entryCount} entries, ${report.checkpointCount} checkpoints`;
  const key: Line[] = report.verifierKey === null ? [] : [[piece("key: ", "dim"), report.verifierKey]];
  const last: Line[] = report.lastHash === null ? [] : [[piece("last hash: ", "dim"), report.lastHash]];
  const anchor: Line[] = isAnchored
    ? []
    : [[piece("proved against itself only; give --key and --checkpoint that you kept elsewhere", "warn")]];
  return [[verdict, counts], ...key, ...last, ...anchor];
}
