import { type HostTime, SandboxClock } from "../../../worker/base/clock.ts";
import type { NetAccess } from "../../../worker/base/net.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { type ByteReader, collector, readerOf } from "../../../worker/base/streams.ts";
import { coreutils } from "../../../worker/programs/coreutils/index.ts";
import { FileTree } from "../../../worker/shell/filetree.ts";
import { installPrograms, Machine, type ProgramTable, shellProgram } from "../../../worker/shell/index.ts";
import type { Program } from "../../../worker/shell/program.ts";

const hostTime: HostTime = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  hop: () => new Promise((resolve) => setImmediate(resolve)),
};

const net = { host: { name: "laptop", interfaces: [] } } as unknown as NetAccess;

export interface LabOptions {
  readonly programs?: ProgramTable;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | ByteReader;
  readonly user?: { readonly name: string; readonly uid: number };
  readonly maxProcesses?: number;
}

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A machine with an empty home and bash on it. */
export function lab({ programs = coreutils, files = {}, ...options }: LabOptions = {}) {
  const clock = new SandboxClock(START_MS, hostTime);
  const tree = new FileTree({ now: () => clock.now() });
  tree.addDevices();
  const root = tree.files(0);
  for (const folder of ["/home/user", "/tmp", "/etc"]) root.makeDirectory(folder, { parents: true });
  tree.setOwner("/home/user", 1000);
  root.chmod("/tmp", 0o777);
  root.write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nuser:x:1000:1000::/home/user:/bin/bash\n");
  const all: ProgramTable = new Map<string, Program>([
    ["/usr/bin/bash", shellProgram("bash")],
    ["/usr/bin/sh", shellProgram("bash")],
    ["/bin/ash", shellProgram("ash")],
    ...programs,
  ]);
  installPrograms(root, all);
  const user = options.user ?? { name: "user", uid: 1000 };
  const view = tree.files(user.uid);
  for (const [path, text] of Object.entries(files)) view.write(`/home/user/${path}`, text);
  const machine = new Machine({
    clock,
    random: new SeededRandom(1),
    net,
    programs: all,
    firstPid: 100,
    ...(options.maxProcesses && { maxProcesses: options.maxProcesses }),
  });
  const env = { HOME: "/home/user", PATH: "/usr/local/bin:/usr/bin:/bin", ...options.env };
  const standing = { files: view, cwd: "/home/user", env, user };
  const run = async (command: readonly string[], stdin: string | ByteReader = options.stdin ?? ""): Promise<Result> => {
    const [out, err] = [collector(), collector()];
    const { done } = machine.start(command, {
      ...standing,
      stdin: typeof stdin === "string" ? readerOf(stdin) : stdin,
      stdout: out.writer,
      stderr: err.writer,
    });
    const exitCode = await clock.drive(done);
    return { stdout: out.text(), stderr: err.text(), exitCode };
  };
  return { clock, tree, machine, standing, run, bash: (script: string) => run(["bash", "-c", script]) };
}
