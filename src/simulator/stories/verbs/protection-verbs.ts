import type { ActOf } from "../../acts/act.ts";
import { columnOf } from "../conditions/securable-conditions.ts";
import { securableOf } from "../placing/ground.ts";
import { defineVerb, type StepPlacing, type StoryActor, type StoryVerb } from "./define-verb.ts";

type PolicyDraft = ActOf<"put_policy">["policy"];

function changeTags(step: StepPlacing, value: string | null): void {
  const { slots } = step;
  const actor = step.actor("who");
  const tags = { [slots.text("key")]: value };
  for (const target of slots.values("on")) {
    if (target.kind === "securable")
      actor.act({ kind: "change_tags", securable: target.ref, column: null, tags });
    if (target.kind === "column")
      actor.act({
        kind: "change_tags",
        securable: { type: "table", name: target.table },
        column: target.column,
        tags,
      });
  }
}

/** Filters and masks as the account has them when the story is placed come back. */
function setFilters(step: StepPlacing, isRestored: boolean): void {
  const actor = step.actor("who");
  for (const { name } of step.slots.securables("tables")) {
    const detail = securableOf(step.ground, { type: "table", name })?.detail;
    const known = detail?.kind === "table" ? detail.rowFilter : null;
    actor.act({ kind: "set_row_filter", table: name, filter: isRestored ? known : null });
  }
}

function setMasks(step: StepPlacing, isRestored: boolean): void {
  const actor = step.actor("who");
  for (const value of step.slots.all("columns", "column")) {
    const known = columnOf(step.ground, value)?.mask ?? null;
    actor.act({
      kind: "set_column_mask",
      table: value.table,
      column: value.column,
      mask: isRestored ? known : null,
    });
  }
}

function restorePolicy(step: StepPlacing, actor: StoryActor): void {
  const { on, name } = step.slots.one("policy", "policy");
  const known = securableOf(step.ground, on)?.policies.get(name);
  if (known === undefined) return;
  const {
    id: _id,
    createdAt: _at,
    createdBy: _by,
    updatedAt: _changed,
    updatedBy: _changer,
    ...policy
  } = known;
  actor.act({ kind: "put_policy", securable: on, policy, mode: "create" });
}

/** What policies of all kinds share. */
function policyDraft(step: StepPlacing, rest: Pick<PolicyDraft, "policyType"> & Partial<PolicyDraft>): void {
  const { slots } = step;
  const policy: PolicyDraft = {
    name: slots.text("name"),
    forSecurableType: "TABLE",
    toPrincipals: slots.all("whom", "principal").map(({ name }) => name),
    exceptPrincipals: slots.has("except") ? slots.all("except", "principal").map(({ name }) => name) : [],
    whenCondition: null,
    matchColumns: [],
    functionName: null,
    onColumn: null,
    using: [],
    privileges: [],
    comment: null,
    ...rest,
  };
  step.actor("who").act({
    kind: "put_policy",
    securable: slots.one("on", "securable").ref,
    policy,
    mode: "create_or_replace",
  });
}

/** A policy finds its column by a tag. */
function matchTag(step: StepPlacing): Pick<PolicyDraft, "matchColumns" | "functionName"> {
  return {
    matchColumns: [{ alias: "matched", condition: `has_tag('${step.slots.word("tag")}')` }],
    functionName: step.slots.one("function", "securable").ref.name,
  };
}

export const PROTECTION_VERBS: readonly StoryVerb[] = [
  defineVerb({
    phrase: "<who:actor> sets tag <key:text> to <value:text> on <on:tagged>",
    place: (step) => changeTags(step, step.slots.text("value")),
  }),
  defineVerb({
    phrase: "<who:actor> removes tag <key:text> from <on:tagged>",
    place: (step) => changeTags(step, null),
  }),
  defineVerb({
    phrase: "<who:actor> sets row filter <function:function> on <table:table> with <columns:columns>",
    place(step) {
      const { slots } = step;
      step.actor("who").act({
        kind: "set_row_filter",
        table: slots.one("table", "securable").ref.name,
        filter: {
          functionName: slots.one("function", "securable").ref.name,
          columns: slots.all("columns", "column").map(({ column }) => column),
        },
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> removes the row filter of <tables:tables>",
    place: (step) => setFilters(step, false),
  }),
  defineVerb({
    phrase: "<who:actor> restores the row filter of <tables:tables>",
    place: (step) => setFilters(step, true),
  }),
  defineVerb({
    phrase: "<who:actor> sets mask <function:function> on <columns:columns>",
    place(step) {
      const { slots } = step;
      const actor = step.actor("who");
      const functionName = slots.one("function", "securable").ref.name;
      for (const { table, column } of slots.all("columns", "column"))
        actor.act({ kind: "set_column_mask", table, column, mask: { functionName, columns: [] } });
    },
  }),
  defineVerb({
    phrase: "<who:actor> removes the mask of <columns:columns>",
    place: (step) => setMasks(step, false),
  }),
  defineVerb({
    phrase: "<who:actor> restores the mask of <columns:columns>",
    place: (step) => setMasks(step, true),
  }),
  defineVerb({
    phrase:
      "<who:actor> puts policy <name:text> on <on:securable> masking columns tagged <tag:word> by <function:function> for <whom:principals> [except <except:principals>]",
    place: (step) =>
      policyDraft(step, { policyType: "POLICY_TYPE_COLUMN_MASK", ...matchTag(step), onColumn: "matched" }),
  }),
  defineVerb({
    phrase:
      "<who:actor> puts policy <name:text> on <on:securable> filtering rows by <function:function> over columns tagged <tag:word> for <whom:principals> [except <except:principals>]",
    place: (step) =>
      policyDraft(step, {
        policyType: "POLICY_TYPE_ROW_FILTER",
        ...matchTag(step),
        using: [{ alias: "matched" }],
      }),
  }),
  defineVerb({
    phrase:
      "<who:actor> puts policy <name:text> on <on:securable> denying <privileges:privileges> for <whom:principals> [except <except:principals>]",
    place: (step) =>
      policyDraft(step, { policyType: "POLICY_TYPE_DENY", privileges: step.slots.privileges("privileges") }),
  }),
  defineVerb({
    phrase: "<who:actor> deletes <policy:policy>",
    place(step) {
      const { on, name } = step.slots.one("policy", "policy");
      step.actor("who").act({ kind: "delete_policy", securable: on, name });
    },
  }),
  defineVerb({
    phrase: "<who:actor> restores <policy:policy>",
    place: (step) => restorePolicy(step, step.actor("who")),
  }),
];
