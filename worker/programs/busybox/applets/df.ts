import { systemOf } from "../../system.ts";
import type { Applet } from "../applet.ts";
import { humanSize } from "./memory.ts";

/** df: a line a file system that has a size; long names get a line of their own. */
export const df: Applet = {
  usage: "[-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...",
  help: "Print filesystem usage statistics",
  flags: "PkmhTai",
  values: "Bt",
  async run(options, io) {
    const human = options.has("h");
    const unit = options.has("m") ? 1024 : 1;
    const all = systemOf(io).mounts();
    const wanted = options.operands.map((operand) =>
      all
        .filter(
          ({ path, source }) =>
            operand === source || operand === path || path === "/" || operand.startsWith(`${path}/`),
        )
        .at(-1),
    );
    const shown = (options.operands.length > 0 ? wanted.filter((one) => one !== undefined) : all).filter(
      ({ sizeKiB, type }) =>
        (sizeKiB !== undefined || options.has("a")) && (!options.has("t") || options.value("t") === type),
    );
    const types = options.has("T");
    const show = (kib: number) => (human ? humanSize(kib * 1024) : String(Math.round(kib / unit)));
    const size = human ? "     Size" : options.has("m") ? "1M-blocks" : options.has("P") ? "1024-blocks" : "1K-blocks";
    const head = `Filesystem           ${types ? "Type       " : ""}${size.padEnd(15)}Used Available ${options.has("P") ? "Capacity" : "Use%"} Mounted on\n`;
    const lines = shown.map(({ source, path, type, sizeKiB = 0, usedKiB = 0 }) => {
      const left = sizeKiB - usedKiB;
      const percent = `${sizeKiB === 0 ? 0 : Math.ceil((usedKiB * 100) / sizeKiB)}%`;
      const first = source.length > 20 && !options.has("P") ? `${source}\n${" ".repeat(20)}` : source.padEnd(20);
      const kind = types ? ` ${type.padEnd(10)}` : "";
      return `${first}${kind} ${show(sizeKiB).padStart(9)} ${show(usedKiB).padStart(9)} ${show(left).padStart(9)} ${percent.padStart(4)} ${path}\n`;
    });
    await io.stdout.write(head + lines.join(""));
    return 0;
  },
};
