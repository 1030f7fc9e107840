import type { Json } from "../domain/brand.ts";
import { invariant } from "../domain/gatehouse-error.ts";

export const REDACTED = "[redacted]";

/** A key with one of these words names a secret … */
const SECRET_WORDS =
  /^(secrets?|passwords?|passwd|pwd|passphrases?|tokens?|credentials?|authorization|cookies?|jwt|sas|apikeys?)$/;
/** … or with one of these pairs … */
const SECRET_PAIRS =
  /\b(api|private|access|signing|encryption|account|shared) keys?\b|\bconnection strings?\b/;
/** … unless its last word says that it only points at one or counts them. */
const POINTER_WORDS = /^(ids?|names?|counts?|kinds?|types?|scopes?|at)$/;

/** Forms of credentials that are one whatever their key: our own account's tokens first. */
const SECRET_FORMS: readonly RegExp[] = [
  /\bdapi[0-9a-f]{32}(-[0-9]+)?\b/g,
  /\bdose[0-9a-f]{32}\b/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bhttps:\/\/hooks\.slack\.com\/[^\s"']+/g,
  /(?<=[?&](sig|signature|token|x-amz-signature|x-goog-signature)=)[^&\s"']+/gi,
  /(?<=:\/\/[^\s/:@]{1,256}:)[^\s/@]+(?=@)/g,
];

/**
 * The value with every secret replaced by `[redacted]`: texts, numbers, lists and objects under a key that names a
 * secret (`client_secret`, `tokenValue`, but not `token_id`), the `value` beside such a `key` or `name`, and credential
 * forms inside any text. Lone surrogates become U+FFFD, so that no name from outside can stop an entry.
 *
 * Fails when: a secret stands under an innocent key in a form that is not listed here.
 * @throws BUG when two keys of one object become one.
 */
export function redactJson(value: Json): Json {
  if (typeof value === "string") return redactText(value);
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map(redactJson);
  return redactObject(value);
}

function redactObject(value: { readonly [key: string]: Json }): Json {
  const label = value["key"] ?? value["name"];
  const namesSecret = typeof label === "string" && isSecretKey(label);
  const members = Object.entries(value).map(([key, item]): [string, Json] => {
    const hidesSecret = isSecretKey(key) || (namesSecret && key === "value");
    return [wellFormed(key), hidesSecret ? redactWhole(item) : redactJson(item)];
  });
  // Object.fromEntries defines a key `__proto__` instead of setting the prototype.
  const redacted = Object.fromEntries(members);
  invariant(Object.keys(redacted).length === members.length, "two keys of one object are the same text");
  return redacted;
}

function redactWhole(value: Json): Json {
  return value === null || typeof value === "boolean" ? value : REDACTED;
}

/** The text with credential forms replaced, in well-formed Unicode. */
export function redactText(text: string): string {
  return SECRET_FORMS.reduce((rest, form) => rest.replace(form, REDACTED), wellFormed(text));
}

function isSecretKey(key: string): boolean {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (POINTER_WORDS.test(words.at(-1) ?? "")) return false;
  return words.some((word) => SECRET_WORDS.test(word)) || SECRET_PAIRS.test(words.join(" "));
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
