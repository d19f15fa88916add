import type { ProcessInfo } from "../../shell/machine/index.ts";
import { networkFiles } from "./network.ts";
import type { ProcDirectory, ProcSource } from "./source.ts";

/** Of one process: proc_pid(5). */
export function processFiles(info: ProcessInfo, source: ProcSource): ProcDirectory {
  const { system, environment } = source;
  return {
    cgroup: () => "0::/\n",
    cmdline: () => commandLine(info.command),
    comm: () => `${shortName(info.command)}\n`,
    cwd: "/",
    // Only the first process's is known; of others there is nothing to see.
    environ: () =>
      info.pid === 1
        ? Object.entries(environment)
            .map(([name, value]) => `${name}=${value}\0`)
            .join("")
        : "",
    hostname: () => `${source.hostname}\n`,
    limits: limitsText,
    mounts: () =>
      system
        .mounts()
        .map(({ source: from, path, type, options }) => `${from} ${path} ${type} ${options} 0 0\n`)
        .join(""),
    net: networkFiles(source),
    stat: () => statText(info, source),
    status: () => statusText(info),
  };
}

/** Arguments end with a zero byte; a name that a server has given itself is one word. */
const commandLine = (command: string): string =>
  /^[\w.-]+: /.test(command) ? `${command}\0` : `${command.replace(/^-/, "").split(" ").join("\0")}\0`;

/** What the kernel calls a process: the file's name, cut to 15 characters. */
export const shortName = (command: string): string =>
  command.split(/[ :]/)[0]!.replace(/^-/, "").replace(/^.*\//, "").slice(0, 15);

/** A process here takes no memory; what a small one takes is shown, in kibibytes. */
export const PROCESS_MEMORY = { virtual: 4628, resident: 3584 } as const;

function statusText(info: ProcessInfo): string {
  const { virtual, resident } = PROCESS_MEMORY;
  const { uid = 0, gid = uid, groups = [gid] } = info.owner ?? {};
  const rows: readonly (readonly [string, string | number])[] = [
    ["Name", shortName(info.command)],
    ["Umask", "0022"],
    ["State", "S (sleeping)"],
    ["Tgid", info.pid],
    ["Ngid", 0],
    ["Pid", info.pid],
    ["PPid", info.parent],
    ["TracerPid", 0],
    ["Uid", Array(4).fill(uid).join("\t")],
    ["Gid", Array(4).fill(gid).join("\t")],
    ["FDSize", 64],
    ["Groups", `${groups.join(" ")} `],
    ["NStgid", info.pid],
    ["NSpid", info.pid],
    ["NSpgid", info.group],
    ["VmPeak", `${String(virtual).padStart(8)} kB`],
    ["VmSize", `${String(virtual).padStart(8)} kB`],
    ["VmRSS", `${String(resident).padStart(8)} kB`],
    ["Threads", 1],
    ["NoNewPrivs", 0],
    ["Seccomp", 0],
  ];
  return rows.map(([name, value]) => `${name}:\t${value}\n`).join("");
}

function statText(info: ProcessInfo, { system }: ProcSource): string {
  const started = Math.max(0, Math.round((info.startedMs - system.bootedMs) / 10));
  const { virtual, resident } = PROCESS_MEMORY;
  return `${info.pid} (${shortName(info.command)}) S ${info.parent} ${info.group} ${info.group} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 ${started} ${virtual * 1024} ${resident / 4} 18446744073709551615\n`;
}

function limitsText(): string {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ["Max cpu time", "unlimited", "unlimited", "seconds"],
    ["Max file size", "unlimited", "unlimited", "bytes"],
    ["Max processes", "unlimited", "unlimited", "processes"],
    ["Max open files", "1048576", "1048576", "files"],
    ["Max address space", "unlimited", "unlimited", "bytes"],
  ];
  const line = ([name, soft, hard, units]: readonly string[]) =>
    `${name!.padEnd(26)}${soft!.padEnd(21)}${hard!.padEnd(21)}${units!.padEnd(10)}\n`;
  return [["Limit", "Soft Limit", "Hard Limit", "Units"], ...rows].map(line).join("");
}
