/** Short-lived addresses under which a chunk lies, open to whoever knows them. */
export interface ExternalLinks {
  publish(bytes: Uint8Array, contentType: string): { readonly url: string; readonly expiration: string };
  /** Null when there is no such link; `expired` when it was. */
  find(key: string): { readonly bytes: Uint8Array; readonly contentType: string } | "expired" | null;
}

/** Source: Databricks REST reference, Statement Execution: links live 15 minutes at most. */
export const LINK_LIFE_MS = 15 * 60_000;
const KEY_DIGIT_COUNT = 48;
/** What all links together hold; above it the oldest are let go as if they had expired, and clients ask for new ones. */
const KEPT_BYTES_MAX = 512 * 1024 * 1024;
export const LINK_PATH = "/external-results";

export function openExternalLinks(parts: {
  readonly hex: (length: number) => string;
  readonly wallClock: () => number;
  readonly url: () => string;
  readonly lifeMs: () => number;
}): ExternalLinks {
  const links = new Map<
    string,
    { readonly bytes: Uint8Array; readonly contentType: string; readonly until: number }
  >();
  let keptBytes = 0;

  function forget(key: string): void {
    keptBytes -= links.get(key)?.bytes.byteLength ?? 0;
    links.delete(key);
  }

  /** Expired ones are told as such for a while; links are in the order in which they were made. */
  function forgetOld(now: number): void {
    for (const [key, { until }] of links) {
      if (until >= now - LINK_LIFE_MS && keptBytes <= KEPT_BYTES_MAX) return;
      forget(key);
    }
  }

  return {
    publish(bytes, contentType) {
      const now = parts.wallClock();
      forgetOld(now);
      const key = parts.hex(KEY_DIGIT_COUNT);
      const until = now + parts.lifeMs();
      links.set(key, { bytes, contentType, until });
      keptBytes += bytes.byteLength;
      return { url: `${parts.url()}${LINK_PATH}/${key}`, expiration: new Date(until).toISOString() };
    },
    find(key) {
      const link = links.get(key);
      if (link === undefined) return null;
      return link.until < parts.wallClock() ? "expired" : link;
    },
  };
}
