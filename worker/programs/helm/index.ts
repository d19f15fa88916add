/**
 * helm 4.2: charts from repositories, folders and archives; releases in the cluster's Secrets.
 *
 * In:   command line, kubeconfig, files, the network of the host it runs on.
 * Out:  stdout, stderr, exit code; objects and release records at the API server.
 * Never: knows a chart or a repository by name; those come from files and over HTTP.
 *
 * @module
 */
import type { Io, Program } from "../../shell/program.ts";
import { later } from "../later.ts";

/** Fetched when it is first run. */
export const helm: Program = later(async () => (await import("./program.ts")).helm);

/** What could come next on a helm command line. */
export async function helmCompleter(words: readonly string[], io: Io): Promise<readonly string[]> {
  const { helmCompleter: complete } = await io.clock.hold(import("./complete.ts"));
  return complete(words, io);
}
