import {
  principalName,
  type SecurableDetail,
  type SimulatedSecurable,
  type TableColumn,
} from "../../account/account.ts";
import type { SecurableRef } from "../../acts/act.ts";
import { type Ground, securableOf } from "../placing/ground.ts";
import type { ValueOf } from "../placing/story-value.ts";
import { defineVerb, type StepPlacing, type StoryActor, type StoryVerb } from "./define-verb.ts";

function plainColumn(name: string, type: string): TableColumn {
  return { name, type, isNullable: true, comment: null, tags: new Map(), mask: null };
}

/** Columns of a table that a story makes without a model. */
const DEFAULT_COLUMNS: readonly TableColumn[] = [plainColumn("id", "bigint"), plainColumn("value", "string")];

/** What a new securable looks like; a table takes the columns of its model, without masks and tags. */
function newDetail(ground: Ground, ref: SecurableRef, model: SecurableRef | null): SecurableDetail {
  if (ref.type === "share") return { kind: "share", objects: new Set() };
  if (ref.type !== "table") return { kind: "none" };
  const known = model === null ? undefined : securableOf(ground, model)?.detail;
  const columns =
    known?.kind === "table"
      ? known.columns.map(({ name, type }) => plainColumn(name, type))
      : DEFAULT_COLUMNS;
  return {
    kind: "table",
    tableType: "MANAGED",
    columns,
    rowFilter: null,
    viewText: null,
    viewDependencies: [],
    hasRows: false,
    rowCount: 0,
  };
}

function createSecurable(step: StepPlacing): void {
  const { slots, ground } = step;
  const securable = slots.one("what", "securable").ref;
  const model = slots.has("model") ? slots.one("model", "securable").ref : null;
  step.actor("who").act({
    kind: "create_securable",
    securable,
    detail: newDetail(ground, securable, model),
    comment: null,
  });
}

/** A dropped table comes back with its columns and grants, as UNDROP gives it back. */
function restore(step: StepPlacing, actor: StoryActor, securable: SimulatedSecurable): void {
  const ref: SecurableRef = { type: securable.type, name: securable.name };
  actor.act({
    kind: "create_securable",
    securable: ref,
    detail: securable.detail,
    comment: securable.comment,
  });
  const changes = [...securable.grants].flatMap(([id, privileges]) => {
    const principal = step.ground.account.principals.get(id);
    return principal === undefined
      ? []
      : [{ principal: principalName(principal), add: [...privileges], remove: [] }];
  });
  if (changes.length > 0) actor.act({ kind: "change_grants", securable: ref, changes });
  if (securable.detail.kind === "table" && securable.detail.hasRows)
    actor.act({
      kind: "write_version",
      table: securable.name,
      rowCount: null,
      mode: "overwrite",
      jobRunId: null,
    });
}

/** Columns as the account has them when the story is placed; none for a table that is not there yet. */
function columnsOf(ground: Ground, table: string): readonly TableColumn[] {
  const detail = securableOf(ground, { type: "table", name: table })?.detail;
  return detail?.kind === "table" ? detail.columns : DEFAULT_COLUMNS;
}

function changeColumn(
  step: StepPlacing,
  { table, column }: ValueOf<"column">,
  change: (column: TableColumn) => readonly TableColumn[],
): void {
  const columns = columnsOf(step.ground, table).flatMap((known) =>
    known.name === column ? change(known) : [known],
  );
  step.actor("who").act({ kind: "set_columns", table, columns });
}

export const SECURABLE_VERBS: readonly StoryVerb[] = [
  defineVerb({ phrase: "<who:actor> creates <what:securable> [like <model:table>]", place: createSecurable }),
  defineVerb({
    phrase: "<who:actor> drops <what:securables>",
    place(step) {
      const actor = step.actor("who");
      for (const securable of step.slots.securables("what")) actor.act({ kind: "drop_securable", securable });
    },
  }),
  defineVerb({
    phrase: "<who:actor> restores <what:securables>",
    place(step) {
      const actor = step.actor("who");
      for (const ref of step.slots.securables("what")) {
        const securable = securableOf(step.ground, ref);
        if (securable !== null) restore(step, actor, securable);
      }
    },
  }),
  defineVerb({
    phrase: "<who:actor> adds column <name:text> of type <type:text> to <table:table>",
    place(step) {
      const { slots } = step;
      const table = slots.one("table", "securable").ref.name;
      const columns = [...columnsOf(step.ground, table), plainColumn(slots.text("name"), slots.text("type"))];
      step.actor("who").act({ kind: "set_columns", table, columns });
    },
  }),
  defineVerb({
    phrase: "<who:actor> drops column <column:column>",
    place: (step) => changeColumn(step, step.slots.one("column", "column"), () => []),
  }),
  defineVerb({
    phrase: "<who:actor> changes the type of <column:column> to <type:text>",
    place(step) {
      const type = step.slots.text("type");
      changeColumn(step, step.slots.one("column", "column"), (column) => [{ ...column, type }]);
    },
  }),
  defineVerb({
    phrase: "<who:actor> opens <share:share> with <tables:tables> to <recipient:recipient>",
    place(step) {
      const { slots } = step;
      const actor = step.actor("who");
      const share = slots.one("share", "securable").ref;
      const recipient = slots.one("recipient", "securable").ref;
      if (securableOf(step.ground, share) === null)
        actor.act({
          kind: "create_securable",
          securable: share,
          detail: newDetail(step.ground, share, null),
          comment: null,
        });
      actor.act({
        kind: "change_share",
        share: share.name,
        addObjects: slots.securables("tables").map(({ name }) => name),
        removeObjects: [],
      });
      if (securableOf(step.ground, recipient) === null)
        actor.act({
          kind: "create_securable",
          securable: recipient,
          detail: { kind: "none" },
          comment: null,
        });
      actor.act({
        kind: "change_grants",
        securable: share,
        changes: [{ principal: recipient.name, add: ["SELECT"], remove: [] }],
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> adds <tables:tables> to <share:share>",
    place: (step) => changeShare(step, true),
  }),
  defineVerb({
    phrase: "<who:actor> removes <tables:tables> from <share:share>",
    place: (step) => changeShare(step, false),
  }),
  defineVerb({
    phrase: "<who:actor> binds <catalog:catalog> to <workspaces:workspaces> for <mode:reading|writing>",
    place(step) {
      const { slots } = step;
      const type = slots.word("mode") === "reading" ? "BINDING_TYPE_READ_ONLY" : "BINDING_TYPE_READ_WRITE";
      step.actor("who").act({
        kind: "change_bindings",
        securable: slots.one("catalog", "securable").ref,
        isolationMode: "ISOLATED",
        add: slots.all("workspaces", "workspace").map(({ id }) => ({ workspaceId: id, type })),
        remove: [],
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> unbinds <catalog:catalog> from <workspaces:workspaces>",
    place(step) {
      const { slots } = step;
      step.actor("who").act({
        kind: "change_bindings",
        securable: slots.one("catalog", "securable").ref,
        isolationMode: null,
        add: [],
        remove: slots.all("workspaces", "workspace").map(({ id }) => ({ workspaceId: id })),
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> opens <catalog:catalog> to all workspaces",
    place(step) {
      step.actor("who").act({
        kind: "change_bindings",
        securable: step.slots.one("catalog", "securable").ref,
        isolationMode: "OPEN",
        add: [],
        remove: [],
      });
    },
  }),
];

function changeShare(step: StepPlacing, isAdded: boolean): void {
  const { slots } = step;
  const names = slots.securables("tables").map(({ name }) => name);
  step.actor("who").act({
    kind: "change_share",
    share: slots.one("share", "securable").ref.name,
    addObjects: isAdded ? names : [],
    removeObjects: isAdded ? [] : names,
  });
}
