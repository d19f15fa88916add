import { memoryOf, systemOf } from "../../system.ts";
import type { Applet } from "../applet.ts";

/** free: kibibytes unless asked otherwise. */
export const free: Applet = {
  usage: "[-bkmgh]",
  help: "Display free and used memory",
  flags: "bkmght",
  async run(options, io) {
    const memory = memoryOf(systemOf(io));
    const unit = { b: 1 / 1024, k: 1, m: 1024, g: 1024 ** 2 }[options.last("b", "k", "m", "g") ?? "k"] ?? 1;
    const show = (kib: number) => (options.has("h") ? humanSize(kib * 1024) : String(Math.round(kib / unit)));
    const row = (label: string, values: readonly number[]) =>
      `${label.padEnd(7)} ${values.map((value) => show(value).padStart(11)).join(" ")}\n`;
    const { total, used, shared, buffers, cached, available } = memory;
    await io.stdout.write(
      "              total        used        free      shared  buff/cache   available\n" +
        row("Mem:", [total, used, memory.free, shared, buffers + cached, available]) +
        row("Swap:", [0, 0, 0]),
    );
    return 0;
  },
};

/** "23.5G": one decimal, none of nothing. */
export function humanSize(bytes: number): string {
  if (bytes === 0) return "0";
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    unit += 1;
  }
  return unit < 0 ? String(bytes) : `${value.toFixed(1)}${"KMGTP"[unit]}`;
}
