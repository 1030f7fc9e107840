/** The `/w/<workspace id>` that a path may begin with, so that one server stands for several hosts; else empty. */
export function workspacePrefix(path: string): string {
  return /^\/w\/\d+(?=\/|$)/.exec(path)?.[0] ?? "";
}
