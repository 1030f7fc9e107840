import { expect, it } from "vitest";
import { failure } from "./renderer/written.ts";
import { statedFailure } from "./stated-failure.ts";

it("a failure that a rewritten text states comes out of DuckDB's message whole", () => {
  const text = failure("DIVIDE_BY_ZERO", "Division by zero.", "22012");
  expect(text).toBe("error('[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012')");
  expect(statedFailure("Invalid Input Error: [DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012")).toEqual({
    condition: "DIVIDE_BY_ZERO",
    message: "Division by zero.",
    sqlState: "22012",
    line: null,
    column: null,
  });
});

it("DuckDB's own errors are none", () => {
  expect(statedFailure("Out of Range Error: Overflow in addition of INT32 (2147483647 + 1)!")).toBeNull();
});
