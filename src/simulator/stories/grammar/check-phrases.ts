import { HYPOTHESES } from "../../../domain/evidence.ts";
import { compilePhrase, type Phrase } from "./phrase.ts";

const ATTRIBUTIONS = [...HYPOTHESES, "undetermined"].join("|");

/** What a scenario can demand, and how it answers reviews. Judged by whoever runs scenarios, not here. */
export const CHECK_PHRASES: readonly Phrase[] = [
  "expect finding [of <what:word>] [about <about:anything>] [within <within:duration>]",
  "expect no finding [of <what:word>] [about <about:anything>] [within <within:duration>]",
  `expect incident [about <about:anything>] [attribution <attribution:${ATTRIBUTIONS}>] [within <within:duration>] [because <because:rest>]`,
  "expect no incident [about <about:anything>] [within <within:duration>]",
  "expect review [about <about:anything>] [within <within:duration>]",
  "expect no review [about <about:anything>] [within <within:duration>]",
  "expect verified [within <within:duration>]",
  "decide accept [for <until:duration>]",
  "decide revoke <privileges:privileges> on <on:securables> from <from:principals>",
  "decide remove <members:principals> from <group:group>",
  "decide quarantine <what:tagged> [for <until:duration>]",
].map(compilePhrase);
