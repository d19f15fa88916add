import { FileError } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";

/** The name of a user by number, from /etc/passwd. */
export function userName(uid: number, io: Io): string {
  if (uid === io.user.uid) return io.user.name;
  try {
    const line = io.files
      .readText("/etc/passwd")
      .split("\n")
      .find((entry) => entry.split(":")[2] === String(uid));
    return line?.split(":")[0] ?? (uid === 0 ? "root" : String(uid));
  } catch (error) {
    if (error instanceof FileError) return uid === 0 ? "root" : String(uid);
    throw error;
  }
}
