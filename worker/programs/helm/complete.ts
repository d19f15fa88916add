import type { Io } from "../../shell/program.ts";
export async function helmCompleter(_words: readonly string[], _io: Io): Promise<readonly string[]> {
  return [];
}
