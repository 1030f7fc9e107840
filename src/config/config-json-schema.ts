import { z } from "zod";
import type { Json } from "../domain/brand.ts";
import { configSchema, fieldRegistry, type KnownParts } from "./config-schema.ts";

/** Editors and languages that read it find the rest of the keywords there. */
const DRAFT = "draft-2020-12";

/** JSON Schema of `gatehouse.config.yaml`, so that editors complete and check it. Moments are text there. */
export function configJsonSchema(known: KnownParts): Readonly<Record<string, Json>> {
  const schema = z.toJSONSchema(configSchema(known), {
    target: DRAFT,
    io: "input",
    unrepresentable: "any",
    metadata: fieldRegistry as unknown as typeof z.globalRegistry,
    override: ({ jsonSchema }) => {
      if (jsonSchema["isSecret"] === true) jsonSchema.writeOnly = true;
      delete jsonSchema["isSecret"];
      if (jsonSchema["unit"] === null) delete jsonSchema["unit"];
    },
  });
  return JSON.parse(JSON.stringify({ title: "gatehouse.config.yaml", ...schema })) as Record<string, Json>;
}
