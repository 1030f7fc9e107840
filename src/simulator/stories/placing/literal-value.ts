import type { SecurableType } from "../../account/account.ts";
import { principalValue } from "./candidates.ts";
import { type Ground, securableOf } from "./ground.ts";
import type { StoryValue } from "./story-value.ts";

const SECURABLE_TYPES: Readonly<Record<string, SecurableType>> = {
  table: "table",
  view: "table",
  schema: "schema",
  catalog: "catalog",
  volume: "volume",
  function: "function",
  share: "share",
  recipient: "recipient",
};

/** What `table prod.sales.orders` or `person "ana@example.com"` stands for; null when the account has no such thing. */
export function literalValue(ground: Ground, noun: string, text: string): StoryValue | null {
  const { account } = ground;
  const type = SECURABLE_TYPES[noun];
  if (type !== undefined) {
    const ref = { type, name: text.toLowerCase() };
    return securableOf(ground, ref) === null ? null : { kind: "securable", ref };
  }
  switch (noun) {
    case "network":
      return { kind: "network", address: text };
    case "job": {
      const job = [...account.jobs.values()].find(({ id, name }) => id === text || name === text);
      return job === undefined ? null : { kind: "job", id: job.id, name: job.name };
    }
    case "warehouse": {
      const found = [...account.warehouses.values()].find(({ id, name }) => id === text || name === text);
      return found === undefined ? null : { kind: "warehouse", id: found.id, name: found.name };
    }
    case "workspace": {
      const found = [...account.workspaces.values()].find(({ id, name }) => id === text || name === text);
      return found === undefined ? null : { kind: "workspace", id: found.id, name: found.name };
    }
    default: {
      const wanted = text.toLowerCase();
      const values = [...account.principals.values()].map(principalValue);
      const found = values.find(
        ({ type: kind, name, displayName }) =>
          isOfNoun(kind, noun) && (name.toLowerCase() === wanted || displayName.toLowerCase() === wanted),
      );
      return found ?? null;
    }
  }
}

function isOfNoun(type: string, noun: string): boolean {
  if (noun === "principal") return type !== "group";
  return { person: "user", service: "service_principal", group: "group" }[noun] === type;
}
