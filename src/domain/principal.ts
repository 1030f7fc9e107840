import type { Brand } from "./brand.ts";

/** How telemetry names a principal: user e-mail, service-principal application id, or group name, folded to lower case. */
export type PrincipalId = Brand<string, "PrincipalId">;

/** Who acted inside Gatehouse. */
export type Actor =
  | { readonly kind: "reviewer"; readonly principal: PrincipalId }
  | { readonly kind: "policy"; readonly policy: string }
  | { readonly kind: "operator"; readonly name: string }
  | { readonly kind: "scheduler" };
