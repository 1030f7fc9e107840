import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { type Output, openOutput, type Result } from "./output.ts";
import type { OutputStream } from "./output-stream.ts";
import { piece } from "./styled-line.ts";

const CLOCK = { nowMs: () => 0, after: () => () => {} };

interface Fixture {
  readonly output: Output;
  stdout(): string;
  stderr(): string;
  readonly closed: { count: number };
}

interface Wish {
  readonly isJson?: boolean;
  readonly allowsColor?: boolean;
  readonly terminalWidth?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdout?: OutputStream;
}

function open(wish: Wish = {}): Fixture {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const terminal = wish.terminalWidth === undefined ? {} : { isTTY: true, columns: wish.terminalWidth };
  const closed = { count: 0 };
  const output = openOutput({
    stdout: wish.stdout ?? Object.assign(stdout, terminal),
    stderr: Object.assign(stderr, terminal),
    isJson: wish.isJson ?? false,
    allowsColor: wish.allowsColor ?? true,
    env: wish.env ?? {},
    clock: CLOCK,
    onClosed: () => {
      closed.count++;
    },
  });
  return {
    output,
    stdout: () => String(stdout.read() ?? ""),
    stderr: () => String(stderr.read() ?? ""),
    closed,
  };
}

const ROWS: Result = {
  kind: "rows",
  columns: [{ key: "name", title: "name", style: () => "bad" }],
  rows: [{ name: "a\u001b[2Jb\u009b1m", hidden: [1] }],
};

describe("openOutput", () => {
  it("writes one JSON object a line with --json, whole rows, escapes made harmless", async () => {
    const { output, stdout } = open({ isJson: true, terminalWidth: 20 });
    await output.print(ROWS);
    await output.print({ kind: "record", record: { b: 1 }, lines: [["not for scripts"]] });
    await output.print({ kind: "text", lines: [["nor this"]] });
    expect(stdout()).toBe('{"name":"a\\u001b[2Jb\\u009b1m","hidden":[1]}\n{"b":1}\n');
  });

  it("writes a table for people, colored on a terminal only", async () => {
    const terminal = open({ terminalWidth: 80 });
    await terminal.output.print(ROWS);
    expect(terminal.stdout()).toBe("\u001b[2mname\u001b[22m\n\u001b[31ma\\u001b[2Jb\\u009b1m\u001b[39m\n");
    const pipe = open();
    await pipe.output.print(ROWS);
    expect(pipe.stdout()).toBe("name\na\\u001b[2Jb\\u009b1m\n");
  });

  it.each([
    ["--no-color", { allowsColor: false }],
    ["NO_COLOR", { env: { NO_COLOR: "1" } }],
    ["a dumb terminal", { env: { TERM: "dumb" } }],
  ])("uses no color with %s", async (_, wish) => {
    const { output, stdout } = open({ terminalWidth: 80, ...wish });
    await output.print({ kind: "text", lines: [[piece("x", "bad")]] });
    expect(stdout()).toBe("x\n");
  });

  it("takes an empty NO_COLOR as not given", async () => {
    const { output, stdout } = open({ terminalWidth: 80, env: { NO_COLOR: "" } });
    await output.print({ kind: "text", lines: [[piece("x", "bad")]] });
    expect(stdout()).toContain("\u001b[31m");
  });

  it("cuts what was laid out at the terminal's edge and never for a file", async () => {
    const long = "x".repeat(200);
    const page: Result = { kind: "text", lines: [[long]], isLaidOut: true };
    const terminal = open({ terminalWidth: 50 });
    await terminal.output.print(page);
    expect(terminal.stdout()).toBe(`${"x".repeat(49)}…\n`);
    const file = open();
    await file.output.print(page);
    expect(file.stdout()).toBe(`${long}\n`);
  });

  it("leaves text and records whole, so that a key or a remedy can be read on any terminal", async () => {
    const long = "x".repeat(200);
    const { output, stdout } = open({ terminalWidth: 50, env: { NO_COLOR: "1" } });
    await output.print({ kind: "text", lines: [[long]] });
    await output.print({ kind: "record", record: { key: long } });
    expect(stdout()).toBe(`${long}\nkey: ${long}\n`);
  });

  it("passes NDJSON of a ledger on byte by byte, but not its escapes to a terminal", async () => {
    const text = '{"a":"\u009b1m"}\n';
    const file = open();
    await file.output.print({ kind: "ndjson", text });
    expect(file.stdout()).toBe(text);
    const terminal = open({ terminalWidth: 80 });
    await terminal.output.print({ kind: "ndjson", text });
    expect(terminal.stdout()).toBe('{"a":"\\u009b1m"}\n');
  });

  it("keeps notes and errors off standard output", async () => {
    const { output, stdout, stderr } = open();
    output.note("worth knowing\u0007");
    output.fail(new Error("boom"));
    expect(stdout()).toBe("");
    expect(stderr()).toContain("worth knowing\\u0007\n");
  });

  it("takes a reader that left as the end, once, and writes nothing more", async () => {
    const { output, stdout, closed } = open();
    const fixture = open({
      stdout: new Writable({
        write: (_, __, done) => done(Object.assign(new Error("closed"), { code: "EPIPE" })),
      }),
    });
    await fixture.output.print(ROWS);
    await new Promise((resolve) => setImmediate(resolve));
    await fixture.output.print(ROWS);
    expect(fixture.output.isClosed()).toBe(true);
    expect(fixture.closed.count).toBe(1);
    expect(output.isClosed()).toBe(false);
    expect(closed.count).toBe(0);
    expect(stdout()).toBe("");
  });

  it("fails with CLI_OUTPUT_FAILED where the disk is full", async () => {
    const full = new Writable({
      highWaterMark: 1,
      write: (_, __, done) => done(Object.assign(new Error("no space"), { code: "ENOSPC" })),
    });
    const { output } = open({ stdout: full });
    await expect(output.print(ROWS)).rejects.toMatchObject({
      code: "CLI_OUTPUT_FAILED",
      message: "the output cannot be written (ENOSPC)",
    });
  });

  it("waits for a slow reader", async () => {
    const taken: (() => void)[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write: (_, __, done) => {
        taken.push(done);
      },
    });
    const { output } = open({ stdout: slow });
    let isDone = false;
    const printing = output.print(ROWS).then(() => {
      isDone = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    taken[0]?.();
    await printing;
    expect(isDone).toBe(true);
  });
});
