import { describe, expect, it } from "vitest";
import { configJsonSchema } from "./config-json-schema.ts";

describe("configJsonSchema", () => {
  const schema = configJsonSchema({
    signals: [{ id: "usage.cost", title: "cost", unit: "USD", materialityFloor: 10 }],
    detectors: [{ id: "gamma-poisson", title: "counts", defaults: { neededCount: 24, levels: [1] } }],
  });

  it("names every signal and detector and refuses others", () => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      additionalProperties: false,
      properties: {
        budget: { properties: { findings_per_day: { type: "number", minimum: 0, default: 1 } } },
        scan: { properties: { since: { type: ["string", "null"] } } },
        signals: {
          additionalProperties: false,
          properties: { "usage.cost": { properties: { materiality_floor: { unit: "USD", default: 10 } } } },
        },
        detectors: { properties: { "gamma-poisson": { properties: { neededCount: { default: 24 } } } } },
      },
    });
  });

  it("carries the description of a field, which editors show", () => {
    expect(JSON.stringify(schema)).toContain("false findings a day");
  });
});
