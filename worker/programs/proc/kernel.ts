import { KERNEL_BUILD, LOAD, memoryOf } from "../system.ts";
import type { ProcDirectory, ProcSource } from "./source.ts";

/** Of the machine as a whole: proc(5). */
export function kernelFiles({ system, processes, hostname, now }: ProcSource): ProcDirectory {
  const upSeconds = () => Math.max(0, (now() - system.bootedMs) / 1000);
  const number = (value: number | string) => () => `${value}\n`;
  return {
    cmdline: () => `BOOT_IMAGE=/boot/vmlinuz-${system.kernel} root=/dev/sda1 ro console=tty1 console=ttyS0\n`,
    cpuinfo: () => Array.from({ length: system.cpus }, (_, cpu) => processor(cpu, system.cpus)).join(""),
    filesystems: () =>
      `${["sysfs", "tmpfs", "proc", "cgroup", "cgroup2", "devtmpfs", "overlay", "mqueue", "devpts"]
        .map((name) => `nodev\t${name}\n`)
        .join("")}\text4\n`,
    loadavg: () => `${LOAD.join(" ")} 1/${processes.list().length + 180} ${processes.list().at(-1)?.pid ?? 1}\n`,
    meminfo: () => {
      const { total, free, available, buffers, cached, shared } = memoryOf(system);
      const rows: readonly (readonly [string, number])[] = [
        ["MemTotal", total],
        ["MemFree", free],
        ["MemAvailable", available],
        ["Buffers", buffers],
        ["Cached", cached],
        ["SwapCached", 0],
        ["Active", Math.round(cached * 0.6)],
        ["Inactive", Math.round(cached * 0.4)],
        ["SwapTotal", 0],
        ["SwapFree", 0],
        ["Dirty", 96],
        ["Writeback", 0],
        ["Shmem", shared],
        ["Slab", Math.round(total * 0.012)],
        ["PageTables", Math.round(total * 0.0009)],
        ["CommitLimit", Math.floor(total / 2)],
        ["HugePages_Total", 0],
        ["HugePages_Free", 0],
        ["Hugepagesize", 2048],
      ];
      return rows
        .map(([name, kib]) => `${`${name}:`.padEnd(16)}${String(kib).padStart(8)}${/Pages_/.test(name) ? "" : " kB"}\n`)
        .join("");
    },
    stat: () => {
      const row = (name: string, share: number) =>
        `${name} ${[120, 0, 90, Math.round(upSeconds() * 100), 4, 0, 2, 0, 0, 0].map((ticks) => Math.round(ticks * share)).join(" ")}\n`;
      const cpus = Array.from({ length: system.cpus }, (_, cpu) => row(`cpu${cpu}`, 1)).join("");
      return `${row("cpu ", system.cpus)}${cpus}btime ${Math.floor(system.bootedMs / 1000)}\nprocesses ${processes.list().at(-1)?.pid ?? 1}\nprocs_running 1\nprocs_blocked 0\n`;
    },
    uptime: () => `${upSeconds().toFixed(2)} ${(upSeconds() * system.cpus * 0.97).toFixed(2)}\n`,
    version: () =>
      `Linux version ${system.kernel} (build@kernel) (gcc (GCC) 14.2.0, GNU ld (GNU Binutils) 2.44) ${KERNEL_BUILD}\n`,
    sys: {
      fs: { "file-max": number("9223372036854775807") },
      kernel: {
        hostname: number(hostname),
        osrelease: number(system.kernel),
        ostype: number("Linux"),
        pid_max: number(4_194_304),
        version: number(KERNEL_BUILD),
      },
      net: {
        core: { somaxconn: number(4096) },
        ipv4: {
          ip_forward: number(1),
          ip_local_port_range: () => "32768\t60999\n",
          ip_unprivileged_port_start: number(0),
        },
      },
      vm: { max_map_count: number(65_530), overcommit_memory: number(1), swappiness: number(60) },
    },
  };
}

function processor(cpu: number, cpus: number): string {
  const rows: readonly (readonly [string, string | number])[] = [
    ["processor", cpu],
    ["vendor_id", "GenuineIntel"],
    ["cpu family", 6],
    ["model", 106],
    ["model name", "Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz"],
    ["stepping", 6],
    ["cpu MHz", "2793.438"],
    ["cache size", "49152 KB"],
    ["physical id", 0],
    ["siblings", cpus],
    ["core id", cpu],
    ["cpu cores", cpus],
    ["fpu", "yes"],
    [
      "flags",
      "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 mmx fxsr sse sse2 ht syscall nx lm",
    ],
    ["bogomips", "5586.87"],
  ];
  return `${rows.map(([name, value]) => `${name}${tabs(name)}: ${value}\n`).join("")}\n`;
}

/** Names reach to the second tab stop. */
const tabs = (name: string): string => (name.length < 8 ? "\t\t" : name.length < 16 ? "\t" : "");
