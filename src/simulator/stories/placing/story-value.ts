import type { SecurableRef } from "../../acts/act.ts";

/** What a name of a story stands for once it is placed. */
export type StoryValue =
  | {
      readonly kind: "principal";
      /** Numeric id. */
      readonly id: string;
      /** E-mail, application id or display name. */
      readonly name: string;
      readonly type: "user" | "service_principal" | "group";
      readonly displayName: string;
    }
  | { readonly kind: "securable"; readonly ref: SecurableRef }
  | { readonly kind: "column"; readonly table: string; readonly column: string }
  | { readonly kind: "job"; readonly id: string; readonly name: string }
  | { readonly kind: "warehouse"; readonly id: string; readonly name: string }
  | { readonly kind: "workspace"; readonly id: string; readonly name: string }
  | { readonly kind: "network"; readonly address: string }
  | { readonly kind: "token"; readonly id: string }
  | { readonly kind: "secret"; readonly id: string; readonly servicePrincipalId: string }
  | { readonly kind: "policy"; readonly on: SecurableRef; readonly name: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "duration"; readonly valueMs: number }
  | { readonly kind: "text"; readonly text: string };

export type ValueOf<Kind extends StoryValue["kind"]> = Extract<StoryValue, { readonly kind: Kind }>;

/** Digits of a drawn number in a text: people write no more. */
const WRITTEN_DIGITS = 3;

/** How texts and the truth spell a value. */
export function valueText(value: StoryValue): string {
  switch (value.kind) {
    case "principal":
    case "job":
    case "warehouse":
    case "workspace":
    case "policy":
      return value.name;
    case "securable":
      return value.ref.name;
    case "column":
      return value.column;
    case "network":
      return value.address;
    case "token":
    case "secret":
      return value.id;
    case "number":
      return Number.isInteger(value.value) ? String(value.value) : value.value.toPrecision(WRITTEN_DIGITS);
    case "duration":
      return String(value.valueMs);
    case "text":
      return value.text;
  }
}
