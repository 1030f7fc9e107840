import { expect, test } from "vitest";
import { parseFailure } from "./parse-failure.ts";

test.each([
  ['{"error_code":"PERMISSION_DENIED","message":"no"}', "PERMISSION_DENIED", "no"],
  ['{"error_code":403,"message":"no"}', "", "no"],
  ['{"errorCode":"invalid_client","errorSummary":"bad"}', "invalid_client", "bad"],
  ['{"error":"invalid_client","error_description":"bad secret"}', "invalid_client", "bad secret"],
  ['{"error":"SOME old text"}', "", "SOME old text"],
  [
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"gone","status":"404","scimType":"noTarget"}',
    "SCIM_404",
    "noTarget gone",
  ],
  ['{"detail":"null","status":"500"}', "SCIM_500", "internal error"],
  ["MALFORMED_REQUEST: vpc_endpoints malformed", "MALFORMED_REQUEST", "vpc_endpoints malformed"],
  ["<html><body><pre>Worker &amp; &lt;driver&gt; lost</pre></body></html>", "", "Worker & <driver> lost"],
  ["<!doctype html><title>Error 502</title><p>x", "", "Error 502"],
  ["", "", "an empty answer"],
  ["{}", "", "an error without a text"],
  ["upstream connect error", "", "upstream connect error"],
])("%s is understood", (text, code, message) => {
  expect(parseFailure(text)).toEqual({ code, message, retryDelayMs: null });
});

test("a delay in the details is told in milliseconds", () => {
  const details = [{ "@type": "x" }, { "@type": "RetryInfo", retry_delay: "2.5s" }];
  expect(
    parseFailure(JSON.stringify({ error_code: "RESOURCE_EXHAUSTED", message: "m", details })).retryDelayMs,
  ).toBe(2_500);
});
