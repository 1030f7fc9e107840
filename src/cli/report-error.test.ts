import { describe, expect, it } from "vitest";
import { configError } from "../config/config-violation.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { describeError } from "./report-error.ts";
import { renderLine } from "./styled-line.ts";

function linesOf(error: unknown, env: Readonly<Record<string, string>> = {}): readonly string[] {
  return describeError(error, env).lines.map((line) => renderLine(line, { color: false, width: null }));
}

describe("describeError", () => {
  it("says what went wrong, what to do, and where to read more", () => {
    const error = new GatehouseError("STORE_LOCKED", { message: "`x.store` is open elsewhere" });
    expect(linesOf(error)).toEqual([
      "gatehouse: `x.store` is open elsewhere",
      "  stop the other process, or name another store; `gatehouse explain STORE_LOCKED` tells more",
    ]);
    expect(describeError(error, {}).exitCode).toBe(3);
  });

  it("lists every violation of the configuration and each remedy once", () => {
    const error = configError([
      { code: "CONFIG_INVALID", where: "g.yaml:1:1", message: "no field is called `a`" },
      { code: "CONFIG_ENV_UNSET", where: "g.yaml:2:4", message: "environment variable `X` is not set" },
      { code: "CONFIG_INVALID", where: "g.yaml:3:1", message: "no field is called `b`" },
    ]);
    const lines = linesOf(error);
    expect(lines.slice(0, 3)).toEqual([
      "gatehouse: g.yaml:1:1: no field is called `a`",
      "gatehouse: g.yaml:2:4: environment variable `X` is not set",
      "gatehouse: g.yaml:3:1: no field is called `b`",
    ]);
    expect(lines).toHaveLength(5);
    expect(describeError(error, {}).exitCode).toBe(2);
  });

  it("takes anything else for a bug and shows no stack without GATEHOUSE_DEBUG", () => {
    const error = new TypeError("x is not\n a function", { cause: new Error("deeper") });
    expect(linesOf(error)).toEqual([
      "gatehouse: unexpected: x is not a function",
      "  report it with the message; GATEHOUSE_DEBUG=1 adds where it happened",
    ]);
    expect(describeError(error, {}).exitCode).toBe(4);
    const debug = linesOf(error, { GATEHOUSE_DEBUG: "1" }).join("\n");
    expect(debug).toContain("report-error.test.ts");
    expect(debug).toContain("deeper");
  });

  it("survives what is not even an error", () => {
    expect(linesOf("text")[0]).toBe("gatehouse: unexpected: text");
  });
});
