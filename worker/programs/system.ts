import { isProcessIo, type System } from "../shell/machine/index.ts";
import type { Io } from "../shell/program.ts";

/** `uname -v`, of every kernel here. */
export const KERNEL_BUILD = "#1 SMP PREEMPT_DYNAMIC Fri Aug  1 08:47:42 UTC 2025";

/** What a machine is built of. */
export type Hardware = Pick<System, "kernel" | "cpus" | "memoryKiB">;

const PLAIN: System = {
  kernel: "6.12.41-generic",
  cpus: 4,
  memoryKiB: 8_131_072,
  bootedMs: 0,
  mounts: () => [
    { source: "/dev/sda1", path: "/", type: "ext4", options: "rw,relatime", sizeKiB: 41_251_136, usedKiB: 9_900_273 },
  ],
};

/** The machine that a program runs on; a plain one where it is not known. */
export const systemOf = (io: Io): System => (isProcessIo(io) && io.process.machine.system) || PLAIN;

/** How memory is spent, in kibibytes: shares that a node at rest has. Nothing here really takes memory. */
export function memoryOf({ memoryKiB }: System) {
  const share = (part: number) => Math.round(memoryKiB * part);
  const total = memoryKiB;
  const [used, shared, buffers, cached] = [share(0.1187), share(0.0013), share(0.0102), share(0.1713)];
  const free = total - used - buffers - cached;
  return { total, used, free, shared, buffers, cached, available: free + share(0.1584) };
}

/** The load of one, five and fifteen minutes. */
export const LOAD = ["0.08", "0.03", "0.01"] as const;
