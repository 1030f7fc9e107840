import { expect, test } from "vitest";
import { parseHost } from "./parse-host.ts";

test.each([
  ["https://adb-1234.5.azuredatabricks.net", "https://adb-1234.5.azuredatabricks.net"],
  ["dbc-ab12.cloud.databricks.com", "https://dbc-ab12.cloud.databricks.com"],
  ["https://accounts.gcp.databricks.com/", "https://accounts.gcp.databricks.com"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
])("%s is a host of Databricks or this machine", (text, origin) => {
  expect(parseHost(text)).toBe(origin);
});

test.each([
  ["http://adb-1.2.azuredatabricks.net"],
  ["https://azuredatabricks.net.example.com"],
  ["https://evil-databricks.com"],
  ["https://databricks.com.example.com/"],
  ["https://dbc-1.cloud.databricks.com/sql"],
  ["https://user:secret@dbc-1.cloud.databricks.com"],
  ["ftp://127.0.0.1"],
  ["not an address"],
])("no credential is sent to %s", (text) => {
  expect(() => parseHost(text)).toThrow(expect.objectContaining({ code: "DATABRICKS_HOST_REFUSED" }));
});

test("a password in an address is not repeated", () => {
  expect(() => parseHost("https://user:hunter22@example.com")).toThrow(/^(?!.*hunter22)/);
});
