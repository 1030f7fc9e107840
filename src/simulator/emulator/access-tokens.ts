import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Account, SimulatedToken } from "../account/account.ts";
import { isObject, type JsonObject, parseJson } from "./json.ts";

/** Lifetime of an OAuth access token, as Databricks has it. */
export const ACCESS_TOKEN_LIFETIME_S = 3_600;
/** How personal access tokens begin. */
export const TOKEN_PREFIX = "dapi";

/** OAuth access tokens: signed, kept nowhere. */
export interface AccessTokens {
  issue(grant: {
    readonly principalId: string;
    readonly clientId: string;
    readonly scopes: readonly string[];
  }): string;
  /** `null` for what was not issued here; `expired` past its time of the machine's clock. */
  verify(text: string): AccessGrant | "expired" | null;
}

export interface AccessGrant {
  readonly principalId: string;
  readonly scopes: readonly string[];
}

/** Sizes: the key and the id of a token in hexadecimal digits. */
const KEY_DIGIT_COUNT = 64;
const ID_DIGIT_COUNT = 32;

export function openAccessTokens(options: {
  readonly hex: (length: number) => string;
  readonly wallClock: () => number;
  readonly issuer: () => string;
}): AccessTokens {
  const key = options.hex(KEY_DIGIT_COUNT);
  const header = encoded({ alg: "HS256", typ: "at+jwt", kid: "emulator" });

  function signature(payload: string): Buffer {
    return createHmac("sha256", key).update(`${header}.${payload}`).digest();
  }

  return {
    issue({ principalId, clientId, scopes }) {
      const issuedAtS = Math.floor(options.wallClock() / 1_000);
      const payload = encoded({
        iss: options.issuer(),
        sub: clientId,
        client_id: clientId,
        principal_id: principalId,
        scope: scopes.join(" "),
        iat: issuedAtS,
        exp: issuedAtS + ACCESS_TOKEN_LIFETIME_S,
        jti: options.hex(ID_DIGIT_COUNT),
      });
      return `${header}.${payload}.${signature(payload).toString("base64url")}`;
    },
    verify(text) {
      const [givenHeader, payload, given, ...rest] = text.split(".");
      if (givenHeader !== header || payload === undefined || given === undefined || rest.length > 0)
        return null;
      const expected = signature(payload);
      const actual = Buffer.from(given, "base64url");
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
      const claims = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
      if (!isObject(claims)) return null;
      if (Number(claims["exp"]) * 1_000 <= options.wallClock()) return "expired";
      return { principalId: String(claims["principal_id"]), scopes: String(claims["scope"]).split(" ") };
    },
  };
}

function encoded(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** What the account remembers of a token or secret instead of its value. */
export function valueHash(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

/** The personal access token of that value; null when there is none. Cost: one hash, a look at each token. */
export function findToken(account: Account, value: string): SimulatedToken | null {
  const hash = valueHash(value);
  for (const token of account.tokens.values()) if (token.valueHash === hash) return token;
  return null;
}
