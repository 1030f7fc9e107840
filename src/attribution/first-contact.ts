import { firstContacts } from "./define-first-contact.ts";
import { nameList } from "./define-name-list.ts";
import { defineReason } from "./define-reason.ts";
import { utcText } from "./define-utc-text.ts";

/** A principal used what it and its usual places never led to before. */
export const firstContactReason = defineReason({
  id: "first-contact",
  title: "First use of a securable by a principal",
  startLogOdds: { data_shift: -0.5, unauthorized_access: 2, usage_growth: -0.5 },
  evaluate(facts) {
    const contacts = firstContacts(facts);
    if (contacts.kind === "not_assessed") return contacts;
    const rows = [...contacts.rows].sort((a, b) => a.firstAt - b.firstAt);
    const [first] = rows;
    if (first === undefined) return { kind: "does_not_hold" };
    const verb = first.category === "write" ? "wrote" : first.category === "read" ? "read" : "exported";
    const others = rows.filter((row) => row.securable !== first.securable).map((row) => row.securable ?? "");
    const also = others.length === 0 ? "" : `, then ${nameList(others)}`;
    return {
      kind: "holds",
      text: `${first.principal} ${verb} ${first.securable} at ${utcText(first.firstAt, facts)}${also}, never having used anything in its schema before`,
      restsOn: rows.map((row) => row.firstEventId),
    };
  },
});
