/**
 * The commands that a shell carries out itself.
 *
 * In:   words, expanded. Out: an exit code; text on the shell's descriptors; changed state of the shell.
 *
 * Those that the first prompt can do without are fetched when one is first run; a script's shell fetches them before it begins.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import { flow } from "./flow.ts";
import { helpBuiltin } from "./help.ts";
import { jobBuiltins } from "./jobs.ts";
import { lookupBuiltins } from "./lookup.ts";
import { optionBuiltins } from "./options.ts";

/** Builtins of ./fetched.ts. */
const FETCHED = `
  echo printf read mapfile readarray test [ cd pwd pushd popd dirs unset trap getopts umask ulimit times history fc caller enable
  complete compgen compopt bind suspend
`;
/** Those of them whose arguments may be assignments. */
const FETCHED_DECLARING = "declare typeset local export readonly";

let fetched: Readonly<Record<string, Builtin>> | undefined;

/** Fetches the builtins that are not here yet; cluster time stands still meanwhile. */
export async function fetchBuiltins(clock: Clock): Promise<Readonly<Record<string, Builtin>>> {
  const module = await clock.hold(import("./fetched.ts"));
  fetched = module.fetchedBuiltins;
  return fetched;
}

const fetch = async (name: string, shell: Runner) => (await fetchBuiltins(shell.context().machine.clock))[name]!;

const run =
  (name: string): Builtin["run"] =>
  (args, shell, as) =>
    fetched ? fetched[name]!.run(args, shell, as) : fetch(name, shell).then((builtin) => builtin.run(args, shell, as));

const declare =
  (name: string): NonNullable<Builtin["declare"]> =>
  async (items, shell, as) =>
    (fetched?.[name] ?? (await fetch(name, shell))).declare!(items, shell, as);

const named = (names: string) => names.trim().split(/\s+/);

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...Object.entries(flow),
  ...Object.entries(optionBuiltins),
  ...Object.entries(jobBuiltins),
  ...Object.entries(lookupBuiltins),
  ...named(FETCHED).map((name) => [name, { run: run(name) }] as const),
  ...named(FETCHED_DECLARING).map((name) => [name, { run: run(name), declare: declare(name) }] as const),
  ["help", helpBuiltin(() => [...builtins.keys()].sort())],
]);
