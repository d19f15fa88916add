import { memoryOf, systemOf } from "../../system.ts";
import { tool } from "../tool.ts";

/** free(1) of procps. */
export const free = tool({
  flags: "bkmghwlt",
  values: "sc",
  long: { bytes: "b", kibi: "k", mebi: "m", gibi: "g", human: "h", wide: "w", total: "t" },
  usage: "[options]",
  help: "Display amount of free and used memory in the system.",
  async run(options, io) {
    const { total, used, free: unused, shared, buffers, cached, available } = memoryOf(systemOf(io));
    const unit = { b: 1 / 1024, k: 1, m: 1024, g: 1024 ** 2 }[options.last("b", "k", "m", "g") ?? "k"] ?? 1;
    const show = (kib: number) => (options.has("h") ? human(kib) : String(Math.floor(kib / unit)));
    const row = (label: string, values: readonly number[]) =>
      `${label.padEnd(8)}${values.map((value) => show(value).padStart(12)).join("")}\n`;
    const lines = [
      "               total        used        free      shared  buff/cache   available\n",
      row("Mem:", [total, used, unused, shared, buffers + cached, available]),
      row("Swap:", [0, 0, 0]),
    ];
    if (options.has("t")) lines.push(row("Total:", [total, used, unused]));
    await io.stdout.write(lines.join(""));
    return 0;
  },
});

/** "3.2Gi", "16Gi": one decimal below ten. */
function human(kib: number): string {
  if (kib === 0) return "0B";
  let value = kib;
  let at = 0;
  while (value >= 1024 && at < 3) {
    value /= 1024;
    at += 1;
  }
  const shown = value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${shown}${["Ki", "Mi", "Gi", "Ti"][at]}`;
}
