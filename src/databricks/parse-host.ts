import { GatehouseError } from "../domain/gatehouse-error.ts";

/** Ends of the names under which Databricks serves workspaces and accounts, in all its clouds. */
const HOST_ENDINGS = [
  ".databricks.com",
  ".azuredatabricks.net",
  ".databricks.azure.us",
  ".databricks.azure.cn",
  ".databricks.us",
  ".databricks.mil",
];

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The origin of a workspace or account (`https://name`), to which credentials may be sent: a host of Databricks over
 * https, or this machine. A missing `https://` is added.
 *
 * @throws DATABRICKS_HOST_REFUSED for other hosts, http, and addresses with a user, path, query or fragment.
 */
export function parseHost(text: string): string {
  const url = parseUrl(text.trim());
  if (url === null) throw refused(text, "it is no address");
  if (url.username !== "" || url.password !== "")
    throw new GatehouseError("DATABRICKS_HOST_REFUSED", {
      message: `the address of host \`${url.hostname}\` holds a user or a password`,
    });
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw refused(url.origin, "give it without path, query and fragment");
  if (isLoopback(url)) return url.origin;
  if (url.protocol !== "https:") throw refused(url.origin, "credentials travel over https only");
  if (!isDatabricksName(url.hostname)) throw refused(url.origin, "its name is none of Databricks");
  return url.origin;
}

/** Whether the origin is this machine: an emulator or a tunnel. */
export function isLoopbackOrigin(origin: string): boolean {
  const url = parseUrl(origin);
  return url !== null && isLoopback(url);
}

/** Whether the host speaks for an account instead of a workspace. */
export function isAccountHost(origin: string): boolean {
  const name = parseUrl(origin)?.hostname ?? "";
  return name.startsWith("accounts.") || name.startsWith("accounts-");
}

function isLoopback(url: URL): boolean {
  return (url.protocol === "http:" || url.protocol === "https:") && LOOPBACK_NAMES.has(url.hostname);
}

function isDatabricksName(name: string): boolean {
  return HOST_ENDINGS.some((ending) => name.endsWith(ending) && name.length > ending.length);
}

function parseUrl(text: string): URL | null {
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(withScheme) ? new URL(withScheme) : null;
}

function refused(text: string, why: string): GatehouseError {
  return new GatehouseError("DATABRICKS_HOST_REFUSED", {
    message: `host \`${text.slice(0, TEXT_LENGTH_MAX)}\` is refused: ${why}`,
  });
}

/** Longest part of what was given that a message repeats. */
const TEXT_LENGTH_MAX = 200;
