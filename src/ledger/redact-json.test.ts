import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../domain/brand.ts";
import { canonicalJson } from "./canonical-json.ts";
import { REDACTED, redactJson, redactText } from "./redact-json.ts";

const SEED = { seed: 4711, numRuns: 300 };

it.each([
  "password",
  "clientSecret",
  "client_secret",
  "access-token",
  "tokenValue",
  "api_key",
  "apiKey",
  "X-Api-Key",
  "private.key",
  "storageAccountKey",
  "Authorization",
  "connectionString",
  "SAS",
  "cookies",
])("what stands under the key `%s` never enters, at any depth", (key) => {
  for (const secret of ["hunter2", 1_234, ["hunter2"], { inner: "hunter2" }] satisfies readonly Json[])
    expect(redactJson({ outer: [{ [key]: secret }] })).toEqual({ outer: [{ [key]: REDACTED }] });
});

it.each([
  "token_id",
  "tokenIds",
  "secret_name",
  "secretScope",
  "tokenCount",
  "access_key_id",
  "key",
  "author",
  "keyboard",
])("what stands under the key `%s` only points at something and stays", (key) => {
  expect(redactJson({ [key]: "value" })).toEqual({ [key]: "value" });
});

it("a flag about a secret stays", () => {
  expect(redactJson({ token: null, secret: true })).toEqual({ token: null, secret: true });
});

it("the value beside a key or name that names a secret never enters", () => {
  expect(redactJson([{ key: "client_secret", value: "x" }])).toEqual([
    { key: "client_secret", value: REDACTED },
  ]);
  expect(redactJson({ name: "region", value: "x" })).toEqual({ name: "region", value: "x" });
});

it.each([
  `dapi${"0123456789abcdef".repeat(2)}`,
  `dapi${"0123456789abcdef".repeat(2)}-2`,
  `dose${"0123456789abcdef".repeat(2)}`,
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${"c2lnbmF0dXJl"}`,
  "bearer abcdefgh12345678",
  "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----",
  "-----BEGIN RSA PRIVATE KEY-----\nMC4CAQAw cut off",
  "https://hooks.slack.com/services/T000/B000/XXXX",
])("a credential inside a text never enters: %s", (credential) => {
  const redacted = redactText(`before ${credential}`);
  expect(redacted).toBe(`before ${REDACTED}`);
});

it("a secret in an address never enters, and the rest of the address stays", () => {
  expect(redactText("https://a.example/x?sv=1&sig=abc%2F&se=2")).toBe(
    `https://a.example/x?sv=1&sig=${REDACTED}&se=2`,
  );
  expect(redactText("jdbc://user:pa55@host/db")).toBe(`jdbc://user:${REDACTED}@host/db`);
});

it("redacting twice changes nothing more, and the result can always be written canonically", () => {
  const anything = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }).map((value) => value as Json);
  fc.assert(
    fc.property(anything, (value) => {
      const redacted = redactJson(value);
      expect(redactJson(redacted)).toEqual(redacted);
      expect(() => canonicalJson(redacted)).not.toThrow();
    }),
    SEED,
  );
});

it("a text without a secret stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
      expect(redactText(text)).toBe(text);
    }),
    SEED,
  );
});

it("a lone surrogate becomes the replacement character", () => {
  expect(redactJson({ name: "a\ud800", "\udc00": "😀" })).toEqual({ name: "a\ufffd", "\ufffd": "😀" });
});

it("two keys that become one are refused, so that neither hides the other", () => {
  expect(() => redactJson({ "\ud800": 1, "\ud801": 2 })).toThrow(expect.objectContaining({ code: "BUG" }));
});

it("a key `__proto__` stays a key", () => {
  const redacted = redactJson(JSON.parse('{"__proto__":{"a":1}}'));
  expect(JSON.stringify(redacted)).toBe('{"__proto__":{"a":1}}');
});
