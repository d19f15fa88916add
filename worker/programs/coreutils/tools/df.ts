import { resolvePath } from "../../../shell/files.ts";
import type { MountPoint } from "../../../shell/machine/index.ts";
import { systemOf } from "../../system.ts";
import { humanSize } from "../sizes.ts";
import { say, tool } from "../tool.ts";

/** df(1): a line a file system; of several mounts of a device the one with the shortest path. */
export const df = tool({
  flags: "ahHiklmPTv",
  values: "Btx",
  long: {
    all: "a",
    "human-readable": "h",
    inodes: "i",
    local: "l",
    portability: "P",
    "print-type": "T",
    type: "t=",
    "exclude-type": "x=",
  },
  usage: "[OPTION]... [FILE]...",
  help: "Show information about the file system on which each FILE resides,\nor all file systems by default.",
  async run(options, io) {
    const mounts = systemOf(io).mounts();
    let status = 0;
    let shown: readonly MountPoint[] = options.has("a") ? mounts : distinct(mounts);
    if (options.operands.length > 0) {
      const found: MountPoint[] = [];
      for (const operand of options.operands) {
        const path = resolvePath(io.cwd, operand);
        if (!io.files.stat(path)) {
          await say(io, `${operand}: No such file or directory`);
          status = 1;
          continue;
        }
        const around = mounts.filter((one) => one.path === "/" || path === one.path || path.startsWith(`${one.path}/`));
        const nearest = around.reduce((best, one) => (one.path.length >= best.path.length ? one : best), around[0]!);
        found.push(nearest);
      }
      shown = found;
    }
    shown = shown.filter(
      ({ type }) => (!options.has("t") || options.all("t").includes(type)) && !options.all("x").includes(type),
    );
    if (shown.length === 0) {
      if (status === 0) await say(io, "no file systems processed");
      return 1;
    }
    const human = options.has("h") || options.has("H");
    const unit = options.has("m") ? 1024 : 1;
    const show = (kib: number) => (human ? humanSize(kib * 1024) : String(Math.ceil(kib / unit)));
    const size = human ? "Size" : options.has("P") ? "1024-blocks" : options.has("m") ? "1M-blocks" : "1K-blocks";
    const head = [
      "Filesystem",
      "Type",
      size,
      "Used",
      human ? "Avail" : "Available",
      options.has("P") ? "Capacity" : "Use%",
      "Mounted on",
    ];
    const rows = shown.map(({ source, path, type, sizeKiB = 0, usedKiB = 0 }) => {
      const percent = sizeKiB === 0 ? "-" : `${Math.ceil((usedKiB * 100) / sizeKiB)}%`;
      return [source, type, show(sizeKiB), show(usedKiB), show(sizeKiB - usedKiB), percent, path];
    });
    const least = [14, 4, 5, 5, 5, 4, 0];
    const columns = head.map((_, at) => at).filter((at) => at !== 1 || options.has("T"));
    const widths = head.map((name, at) => Math.max(least[at]!, name.length, ...rows.map((row) => row[at]!.length)));
    const line = (cells: readonly string[]) =>
      `${columns
        .map((at) => {
          if (at === 6) return cells[at]!;
          return at < 2 ? cells[at]!.padEnd(widths[at]!) : cells[at]!.padStart(widths[at]!);
        })
        .join(" ")}\n`;
    await io.stdout.write([head, ...rows].map(line).join(""));
    return status;
  },
});

/** Without what has no size, and every disk once. */
function distinct(mounts: readonly MountPoint[]): readonly MountPoint[] {
  const sized = mounts.filter(({ sizeKiB }) => sizeKiB !== undefined);
  return sized.filter(
    ({ source, path }) =>
      !source.startsWith("/dev/") ||
      sized
        .filter((other) => other.source === source)
        .reduce((best, one) => (one.path.length < best.path.length ? one : best)).path === path,
  );
}
