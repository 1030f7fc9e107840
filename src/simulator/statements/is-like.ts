/**
 * Patterns of SHOW, as clients send them: `*` and `%` are anything, `.` is any character, `|` separates, a backslash takes
 * the next character as it is; case does not matter. Other signs of regular expressions stand for themselves.
 * Source: Databricks SQL language manual, "SHOW TABLES", regex_pattern.
 */
export function isLike(name: string, pattern: string | null): boolean {
  if (pattern === null) return true;
  return pattern.split("|").some((part) => {
    const text = part.trim().replaceAll(/\\(.)|[*%]+|[+?^${}()[\]\\]/gs, (found, plain?: string) => {
      if (plain !== undefined) return plain.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return /^[*%]/.test(found) ? ".*" : `\\${found}`;
    });
    return new RegExp(`^${text}$`, "is").test(name);
  });
}
