import type { DetectorDefinition } from "../../src/detectors/define-detector.ts";
import { PAGE_HEADER } from "./generated-file.ts";
import { code, table } from "./markdown.ts";

/** The page of detectors: for each when it works, when it fails, what it costs and where it comes from. */
export function renderDetectors(detectors: readonly DetectorDefinition[]): string {
  return [
    "# Detectors",
    PAGE_HEADER,
    "",
    "Methods that say how unusual a value is, given the past of its series. Each scores a value before it learns from it.",
    "",
    table(
      ["Detector", "Method", "For"],
      detectors.map(({ id, title, measures }) => [code(id), title, measures.join(", ")]),
    ),
    "",
    ...detectors.flatMap(section),
  ].join("\n");
}

function section(detector: DetectorDefinition): readonly string[] {
  return [
    `## ${detector.title}`,
    "",
    `- Id: ${code(detector.id)}, version ${detector.version}`,
    `- Works when: ${detector.worksWhen}`,
    `- Fails when: ${detector.failsWhen}`,
    `- Cost: ${detector.cost}`,
    `- Source: ${detector.reference}`,
    `- Defaults: ${code(JSON.stringify(detector.defaults))}`,
    "",
  ];
}
