/**
 * kubectl 1.36: reads a kubeconfig, speaks HTTP to an API server, prints what the real one prints.
 *
 * In:   command line, kubeconfig, files, the network of the host it runs on.
 * Out:  stdout, stderr, exit code; requests to the server named by the kubeconfig.
 * Never: touches a cluster other than through its API server's address.
 *
 * @module
 */
import type { Io, Program } from "../../shell/program.ts";
import { later } from "../later.ts";

/** Fetched when it is first run. */
export const kubectl: Program = later(async () => (await import("./kubectl.ts")).kubectl);

/** What could come next on a kubectl command line. */
export async function kubectlCompleter(words: readonly string[], io: Io): Promise<readonly string[]> {
  const { kubectlCompleter: complete } = await io.clock.hold(import("./complete.ts"));
  const { findKubectlCommand } = await io.clock.hold(import("./kubectl.ts"));
  return complete(words, io, (some) => findKubectlCommand(some, io));
}
