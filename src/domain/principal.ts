import type { Brand } from "./brand.ts";

/** How telemetry names a principal: user e-mail, service-principal application id, or group name, folded to lower case. */
export type PrincipalId = Brand<string, "PrincipalId">;

/** Who Unity Catalog can grant to. Not the operator of Gatehouse: that is an {@link Actor}. */
export type Principal =
  | { readonly kind: "user"; readonly id: PrincipalId; readonly userName: string }
  | { readonly kind: "service_principal"; readonly id: PrincipalId; readonly applicationId: string }
  | { readonly kind: "group"; readonly id: PrincipalId; readonly displayName: string };

/** Who acted inside Gatehouse. */
export type Actor =
  | { readonly kind: "reviewer"; readonly principal: PrincipalId }
  | { readonly kind: "policy"; readonly policy: string }
  | { readonly kind: "operator"; readonly name: string }
  | { readonly kind: "scheduler" };
