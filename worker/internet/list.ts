import type { Program } from "../shell/program.ts";
import type { Internet } from "./internet.ts";

const USAGE =
  "usage: internet [TEXT]\n\nLists what the simulated internet has; with TEXT, every URL that has TEXT in it.\n";

/** `internet [TEXT]`: the URLs of the simulated internet; only those with a description where no text asks for more. */
export function internetProgram(internet: Pick<Internet, "list">): Program {
  return async (args, io) => {
    if (args.length > 1 || args[0]?.startsWith("-")) {
      const asked = args.length === 1 && /^(-h|--help)$/.test(args[0]!);
      await (asked ? io.stdout : io.stderr).write(USAGE);
      return asked ? 0 : 2;
    }
    const all = internet.list();
    const [text] = args;
    const wanted = text?.toLowerCase();
    const shown = all.filter(({ url, says }) =>
      wanted === undefined ? says !== undefined : url.toLowerCase().includes(wanted),
    );
    if (shown.length === 0) {
      await io.stderr.write(`internet: no URL has ${text} in it; internet without a word lists what there is\n`);
      return 1;
    }
    const width = Math.max(...shown.map(({ url }) => url.length)) + 3;
    const lines = [`${"URL".padEnd(width)}WHAT`, ...shown.map(({ url, says }) => url.padEnd(width) + (says ?? ""))];
    await io.stdout.write(`${lines.map((line) => line.trimEnd()).join("\n")}\n`);
    const more = all.length - shown.length;
    if (wanted === undefined && more > 0)
      await io.stdout.write(`and ${more} more: internet TEXT lists every URL with TEXT in it\n`);
    return 0;
  };
}
