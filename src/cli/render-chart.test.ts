import { describe, expect, it } from "vitest";
import { epochMs } from "../domain/units.ts";
import { displayWidth } from "./display-width.ts";
import { renderChart } from "./render-chart.ts";
import { type ChartBucket, openChartData } from "./series-chart-data.ts";
import { renderLine } from "./styled-line.ts";

const START_MS = Date.parse("2026-03-14T00:00:00Z");

/** A day of five-minute rows around 100 with a band of ±20 and one alarm. */
function day(alarmAt: number, rowCount = 288): readonly ChartBucket[] {
  const data = openChartData(2_048);
  for (let index = 0; index < rowCount; index++) {
    const isAlarm = index === alarmAt;
    data.add({
      timestamp: "",
      at: epochMs(START_MS + index * 300_000),
      value: isAlarm ? 300 : 100 + 10 * Math.sin(index / 20),
      p: null,
      isAlarm,
      expected: 100,
      lower: 80,
      upper: 120,
      isWarming: false,
    });
  }
  return data.buckets();
}

function draw(buckets: readonly ChartBucket[], width: number, color = false): readonly string[] {
  return renderChart(buckets, { width, height: 8 }).map((line) => renderLine(line, { color, width }));
}

describe("renderChart", () => {
  it("draws values, band, alarm, scale and time, readable without color", () => {
    expect(`\n${draw(day(150), 60).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      300 ┤                            ●
          │                            ⢸
          │                            ⢸
      200 ┤                            ⢸
          │                            ⢸
          │                            ⢸
          │░░⣀⣀⣀⣀⣀⣀⣀⣀⡀░░░░░░░░░░░░░░░⣀⣀⣸⣀⣀⣀⣀⣀⡀░░░░░░░░░░░░░░░⣀⣀⣀⣀⣀
      100 ┤⠉⠉⠁░░░░░░░⠉⠉⠉⠓⠒⠒⠲⠤⠤⠴⠒⠒⠒⠋⠉⠉⠁░░░░░░░⠉⠉⠉⠓⠒⠒⠲⠤⠤⠴⠒⠒⠒⠋⠉⠉⠁░░░░
          └───────────────────────────────────────────────────────
           2026-03-14 00:00   2026-03-14 12:00    2026-03-14 23:55
                                       ▲
      "
    `);
  });

  it("fits every width from narrow to wide and marks the alarm in all of them", () => {
    for (const width of [20, 40, 80, 81, 132, 300]) {
      const lines = draw(day(150), width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join("")).toContain("●");
      expect(lines.at(-1)).toContain("▲");
    }
  });

  it("points at the alarm from below, in the same column", () => {
    for (const alarmAt of [0, 37, 150, 287]) {
      const lines = draw(day(alarmAt), 80);
      const marked = lines.find((line) => line.includes("●")) ?? "";
      expect(lines.at(-1)?.indexOf("▲")).toBe(marked.indexOf("●"));
    }
  });

  it("has no pointers where there is no alarm", () => {
    expect(draw(day(-1), 80).join("")).not.toMatch(/[●▲]/);
  });

  it("draws a constant series, a single row, and rows without numbers", () => {
    const flat = day(-1, 1);
    expect(draw(flat, 40).join("")).toMatch(/[⠁-⣿]/);
    const bucket = flat[0];
    if (bucket === undefined) throw new Error("no row");
    const empty = { ...bucket, valueMin: Number.NaN, valueMax: Number.NaN };
    expect(draw([empty], 40)).toEqual(["nothing to draw: no row has a number"]);
    expect(draw([], 40)).toEqual(["nothing to draw: no row has a number"]);
    expect(draw([bucket, empty, bucket], 40).join("")).toMatch(/[⠁-⣿]/);
  });

  it("cuts a band that would flatten the values", () => {
    const wide = day(-1).map((bucket) => ({ ...bucket, upper: 1e9 }));
    const rows = draw(wide, 80).filter((line) => /[⠁-⣿]/.test(line));
    expect(rows.length).toBeGreaterThan(2);
  });

  it("labels large and small scales in few characters", () => {
    for (const factor of [1e-9, 1e-3, 1, 1e7, 1e13, 1e20]) {
      const scaled = day(150).map((bucket) => ({
        ...bucket,
        valueMin: bucket.valueMin * factor,
        valueMax: bucket.valueMax * factor,
        lower: bucket.lower * factor,
        upper: bucket.upper * factor,
        alarmValue: bucket.alarmValue * factor,
      }));
      const labels = draw(scaled, 80).flatMap((line) => /^\s*(\S+) ┤/.exec(line)?.[1] ?? []);
      expect(labels.length).toBeGreaterThan(1);
      for (const label of labels) expect(label.length).toBeLessThanOrEqual(8);
    }
  });
});
