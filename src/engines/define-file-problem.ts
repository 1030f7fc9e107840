/** What the operating system's error codes mean to the person who owns the file. */
const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  ENOTDIR: "it is not a folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its symbolic links go in circles",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOSPC: "the disk is full",
  EIO: "the disk reports an error",
  ENAMETOOLONG: "its name is too long",
};

/** Words for an error of the file system; its code when there are none. */
export function fileProblem(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "unknown error";
  const code = String(error.code);
  return PROBLEMS[code] ?? code.toLowerCase();
}

/** True for an error of the file system, as opposed to one of ours or of the runtime. */
export function isFileProblem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** True when there is no room left for what is written. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
