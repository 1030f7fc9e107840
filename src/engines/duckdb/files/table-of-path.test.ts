import { expect, test } from "vitest";
import { EVENT } from "../../../../test/duckdb/telemetry-folder.ts";
import { pathReader } from "./table-of-path.ts";

test("a folder's value is decoded as UTF-8, and percent signs that escape nothing stay", () => {
  const place = pathReader([EVENT], "folder")("access.event/Region=caf%C3%A9 100%/day=2026%2D01/a.json");
  expect(place).toMatchObject({ table: EVENT, partition: { region: "café 100%", day: "2026-01" } });
});
