import { systemOf } from "../../system.ts";
import type { Applet } from "../applet.ts";

export const nproc: Applet = {
  usage: "[--all] [--ignore=N]",
  help: "Print number of available CPUs",
  flags: "",
  long: { all: "all", ignore: "ignore=" },
  async run(options, io) {
    await io.stdout.write(`${Math.max(1, systemOf(io).cpus - Number(options.value("ignore") ?? 0))}\n`);
    return 0;
  },
};
