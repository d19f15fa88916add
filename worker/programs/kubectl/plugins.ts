import type { Io } from "../../shell/program.ts";
import { PlainFailure } from "./cli/errors.ts";

/**
 * Runs the plugin that a command line names: `kubectl foo bar x` is kubectl-foo-bar, or else kubectl-foo, with the words
 * left over. A dash in a word is an underscore in the file's name.
 *
 * @param least how many words its name has at least
 * @returns its exit code; undefined when there is none
 * @see k8s.io/kubectl/pkg/cmd/plugin HandlePluginCommand
 */
export async function runPlugin(io: Io, words: readonly string[], least: number): Promise<number | undefined> {
  const end = words.findIndex((word) => word.startsWith("-"));
  const names = words.slice(0, end < 0 ? undefined : end).map((word) => word.replace(/-/g, "_"));
  if (names.length === 0) throw new PlainFailure(`Error: flags cannot be placed before plugin name: ${words[0]}`);
  for (let count = names.length; count >= least; count--) {
    const found = io.find?.(`kubectl-${names.slice(0, count).join("-")}`);
    if (found?.type === "found") return io.run([found.path, ...words.slice(count)]);
  }
  return undefined;
}
