import type { Brand } from "./brand.ts";

/** How telemetry names a principal: user e-mail, service-principal application id, or group name, folded to lower case. */
export type PrincipalId = Brand<string, "PrincipalId">;

/** How telemetry names what nobody in particular did; see sources/audit for what else becomes NULL. */
const PLATFORM_NAMES: ReadonlySet<string> = new Set(["system-user", "unknown", "__redacted__"]);

/** Whether the name is the platform's own: its share in an event says nothing of a cause. */
export function isPlatformPrincipal(principal: string): boolean {
  return PLATFORM_NAMES.has(principal);
}

/** Who acted inside Gatehouse. */
export type Actor =
  | { readonly kind: "reviewer"; readonly principal: PrincipalId }
  | { readonly kind: "policy"; readonly policy: string }
  | { readonly kind: "operator"; readonly name: string }
  | { readonly kind: "scheduler" };
