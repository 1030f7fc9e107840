import type { Command } from "commander";
import type { OutputFlags, RunCommand } from "../session.ts";
import { withOutputOptions } from "./command-options.ts";

const HELP = `
Example:
  gatehouse config schema > gatehouse.schema.json    for completion in editors`;

/** `gatehouse config schema`: the JSON Schema of the configuration file. */
export function addConfigSchemaCommand(config: Command, run: RunCommand): void {
  withOutputOptions(config.command("schema"))
    .description("The JSON Schema of the configuration file.")
    .addHelpText("after", HELP)
    .action((flags: OutputFlags) => printSchema(flags, run));
}

async function printSchema(flags: OutputFlags, run: RunCommand): Promise<void> {
  await run(flags, async ({ wiring, output }) => {
    const { configJsonSchema } = await import("../../config/config-json-schema.ts");
    const schema = configJsonSchema(await wiring.knownParts());
    const lines = JSON.stringify(schema, null, 2).split("\n");
    await output.print({ kind: "record", record: schema, lines: lines.map((line) => [line]) });
    return 0;
  });
}
