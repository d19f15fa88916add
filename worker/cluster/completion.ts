import { collector, readerOf } from "../base/streams.ts";
import { helmCompleter } from "../programs/helm/index.ts";
import { kubectlCompleter } from "../programs/kubectl/index.ts";
import type { Completer } from "../shell/index.ts";
import type { Machine } from "../shell/machine/index.ts";
import { forgetful } from "../shell/machine/index.ts";
import type { Io } from "../shell/program.ts";

/** Tab completion of programs that know their own command line. `machine` is the one that the shell runs on, once there is one. */
export function completersFor(machine: () => Machine): ReadonlyMap<string, Completer> {
  const asking =
    (name: string, complete: typeof kubectlCompleter): Completer =>
    async ({ words, cwd, env, files }) => {
      const { options } = machine();
      const { writer } = collector();
      const io: Io = {
        stdin: readerOf(""),
        stdout: writer,
        stderr: writer,
        isTerminal: () => false,
        cwd,
        env,
        files,
        name,
        user: { name: env.USER ?? "root", uid: 0 },
        signal: new AbortController().signal,
        clock: options.clock,
        random: options.random,
        net: options.net,
        run: async () => 127,
        memory: forgetful(),
        trace() {},
        lastTrace: () => undefined,
      };
      const found = await complete(words.slice(1), io);
      return found.map((text) => ({ text, ...(/[=/]$/.test(text) ? { suffix: "" } : {}) }));
    };
  const kubectl = asking("kubectl", kubectlCompleter);
  return new Map([
    ["kubectl", kubectl],
    ["k", kubectl],
    ["helm", asking("helm", helmCompleter)],
  ]);
}
