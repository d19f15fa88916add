import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { collector, readerOf } from "../base/streams.ts";
import type { Trace } from "../base/trace.ts";
import { TRUSTED_AUTHORITIES } from "../base/x509/authority/root.ts";
import type { NetHost } from "../network/topology.ts";
import type { Hardware } from "../programs/system.ts";
import type { SavedNode } from "../shell/filenode.ts";
import { FileTree } from "../shell/filetree.ts";
import { installPrograms, Machine, type Processes, type ProgramTable, type System } from "../shell/machine/index.ts";
import { Terminated } from "../shell/program.ts";

export interface PlaceOptions {
  /** What `ssh` calls it, and the page: "laptop", "vm", "node/kind-worker". */
  readonly vantage: string;
  readonly hostname: string;
  readonly user: { readonly name: string; readonly uid: number };
  readonly host: NetHost;
  readonly nameServer: string;
  readonly programs: ProgramTable;
  readonly clock: Clock;
  readonly random: Random;
  readonly traces: { record(trace: Trace): void; last(): Trace | undefined };
  /** Files that are there from the start, besides the usual: path → content. */
  readonly files?: Readonly<Record<string, string>>;
  readonly saved?: SavedNode;
  /** Kernel, processors and memory. */
  readonly hardware: Hardware;
  /** "Ubuntu 24.04.2 LTS", as /etc/os-release names it. */
  readonly osImage: string;
}

/** What an interactive shell reads first: the prompt of Debian and Ubuntu, and the usual aliases. */
const BASHRC = String.raw`PS1='\[\033[01;32m\]\u@\h\[\033[00m\]:\[\033[01;34m\]\w\[\033[00m\]\$ '
alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'
`;

/** A machine that a learner can stand on: the laptop, a VM, a node. It has files, a user and a shell. */
export class Place {
  readonly vantage: string;
  readonly hostname: string;
  readonly user: { readonly name: string; readonly uid: number };
  readonly home: string;
  readonly machine: Machine;
  readonly tree: FileTree;
  readonly #clock: Clock;

  constructor(options: PlaceOptions) {
    const { vantage, hostname, user, clock } = options;
    this.vantage = vantage;
    this.hostname = hostname;
    this.user = user;
    this.#clock = clock;
    this.home = user.uid === 0 ? "/root" : `/home/${user.name}`;
    this.machine = new Machine({
      clock,
      random: options.random,
      net: options.host.access("bash"),
      programs: options.programs,
      traces: options.traces,
      firstPid: 1042,
      furnish: (_program, processes) => this.#furnished(options, processes),
    });
    this.tree = new FileTree({ now: () => clock.now(), ...(options.saved ? { saved: options.saved } : {}) });
    if (!options.saved) this.#furnish(options);
    installPrograms(this.tree.files(0), options.programs);
  }

  get env(): Readonly<Record<string, string>> {
    return {
      HOME: this.home,
      HOSTNAME: this.hostname,
      LANG: "C.UTF-8",
      LOGNAME: this.user.name,
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      PWD: this.home,
      SHELL: "/bin/bash",
      TERM: "xterm-256color",
      USER: this.user.name,
    };
  }

  /**
   * Runs a bash script in a fresh shell in the user's home and collects what it prints.
   *
   * @param options timeoutMs: cluster time after which it is killed; `timedOut` says so, and the exit code is 137
   */
  async run(
    script: string,
    {
      timeoutMs,
      stdin = "",
      unseen = false,
    }: { readonly timeoutMs?: number; readonly stdin?: string; readonly unseen?: boolean } = {},
  ) {
    const [stdout, stderr] = [collector(), collector()];
    const limit = new AbortController();
    const cancel =
      timeoutMs === undefined ? () => {} : this.#clock.after(timeoutMs, () => limit.abort(new Terminated("SIGKILL")));
    const { done } = this.machine.start(["bash", "-c", script, "bash"], {
      files: this.tree.files(this.user.uid),
      cwd: this.home,
      env: this.env,
      user: this.user,
      stdin: readerOf(stdin),
      stdout: stdout.writer,
      stderr: stderr.writer,
      signal: limit.signal,
      unseen,
    });
    const exitCode = await done.finally(cancel);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text(), timedOut: limit.signal.aborted };
  }

  /** Writes a file as root; "~/" is the user's home. Missing folders are made. */
  writeFile(path: string, content: string, mode = 0o644): void {
    const at = path.replace(/^~(?=\/|$)/, this.home);
    const files = this.tree.files(at.startsWith(`${this.home}/`) ? this.user.uid : 0);
    const folder = at.slice(0, at.lastIndexOf("/")) || "/";
    if (!files.stat(folder)) files.makeDirectory(folder, { parents: true });
    files.write(at, content, { mode });
    files.chmod(at, mode);
  }

  /** What it is made of, with a /proc; it was switched on when its files were made. */
  async #furnished({ hardware, host, hostname, clock }: PlaceOptions, processes: Processes): Promise<System> {
    const { machineSystem, mountProc } = await clock.hold(import("../programs/proc/index.ts"));
    const bootedMs = this.tree.files(0).stat("/proc")?.mtimeMs ?? clock.now();
    const system = machineSystem(hardware, bootedMs);
    const net = host.access("bash");
    mountProc(this.tree, { system, processes, net, hostname, now: () => clock.now(), environment: this.env });
    return system;
  }

  #furnish({ hostname, user, nameServer, osImage, files = {} }: PlaceOptions): void {
    const root = this.tree.files(0);
    for (const folder of [
      "/bin",
      "/dev",
      "/etc",
      "/etc/ssl/certs",
      "/home",
      "/opt",
      "/proc",
      "/root",
      "/usr/bin",
      "/usr/local/bin",
      "/var/log",
    ]) {
      root.makeDirectory(folder, { parents: true });
    }
    root.makeDirectory("/tmp", { parents: true, mode: 0o1777 });
    for (const [path, content] of Object.entries(TRUSTED_AUTHORITIES)) root.write(path, content);
    root.write("/etc/hostname", `${hostname}\n`);
    root.write("/etc/hosts", `127.0.0.1\tlocalhost\n127.0.1.1\t${hostname}\n`);
    root.write("/etc/resolv.conf", `nameserver ${nameServer}\n`);
    root.write("/etc/os-release", osRelease(osImage));
    root.write(
      "/etc/passwd",
      `root:x:0:0:root:/root:/bin/bash\n${user.uid === 0 ? "" : `${user.name}:x:${user.uid}:${user.uid}::${this.home}:/bin/bash\n`}`,
    );
    root.write("/etc/group", `root:x:0:\n${user.uid === 0 ? "" : `${user.name}:x:${user.uid}:\n`}`);
    if (user.uid !== 0) {
      root.makeDirectory(this.home, { parents: true });
      this.tree.setOwner(this.home, user.uid);
    }
    this.writeFile("~/.bashrc", BASHRC);
    for (const [path, content] of Object.entries(files)) this.writeFile(path, content);
  }
}

/** /etc/os-release of a system by its full name: "Debian GNU/Linux 13 (trixie)", "Ubuntu 22.04.5 LTS". */
function osRelease(osImage: string): string {
  const [, name = "Linux", version = ""] = /^(.*?) ([\d.]+)/.exec(osImage) ?? [];
  const id = name.split(" ")[0]!.toLowerCase();
  const lines = [
    `PRETTY_NAME="${osImage}"`,
    `NAME="${name}"`,
    `VERSION_ID="${version.split(".").slice(0, 2).join(".")}"`,
    `ID=${id}`,
    ...(id === "debian" ? [] : ["ID_LIKE=debian"]),
  ];
  return `${lines.join("\n")}\n`;
}
