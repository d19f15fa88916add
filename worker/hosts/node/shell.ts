import { Sandbox } from "../../cluster/index.ts";
import { openTerminal } from "../../shell/index.ts";
import { editOutside } from "./editor.ts";
import { readPages } from "./lessonFiles.ts";
import { type CommonOptions, UsageError } from "./options.ts";
import { outputTo } from "./output.ts";
import { nodeTime } from "./time.ts";

/**
 * A shell on the sandbox's laptop at this terminal, in real time, until it exits: its exit code. Keys go through as they are, so
 * Ctrl-C and Ctrl-D mean what they mean in the sandbox. Editors open as they do outside.
 *
 * @throws UsageError when there is no terminal
 */
export async function interactive({ internet, ...options }: CommonOptions): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) throw new UsageError("shell needs a terminal; run takes scripts");
  const sandbox = new Sandbox({
    options,
    ...(internet === undefined ? {} : { internet: readPages(internet) }),
    host: nodeTime,
    startMs: Date.now(),
    speed: 1,
    tools: { openEditor: editOutside },
  });
  await sandbox.start();
  const { laptop } = sandbox.places;
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const terminal = openTerminal({
    machine: laptop.machine,
    files: laptop.tree.files(laptop.user.uid),
    cwd: laptop.home,
    env: laptop.env,
    user: laptop.user,
    size: size(),
  });
  const listen = (keys: string) => terminal.write(keys);
  const resize = () => terminal.resize(size());
  const interrupt = () => terminal.signal("SIGINT");
  const hangUp = () => terminal.signal("SIGHUP");
  stdin.setEncoding("utf8").setRawMode(true).on("data", listen).resume();
  stdout.on("resize", resize);
  process.on("SIGINT", interrupt).on("SIGTERM", hangUp).on("SIGHUP", hangUp);
  try {
    const screen = outputTo(stdout);
    for await (const bytes of terminal.output) await screen.write(bytes);
    return await terminal.done;
  } finally {
    stdin.off("data", listen).setRawMode(false).pause();
    stdout.off("resize", resize);
    process.off("SIGINT", interrupt).off("SIGTERM", hangUp).off("SIGHUP", hangUp);
    sandbox.stop();
  }
}
