import type { Io } from "../../../shell/program.ts";
import { KERNEL_BUILD, systemOf } from "../../system.ts";
import type { Options } from "../options.ts";
import { tool } from "../tool.ts";

/** uname(1) */
export const uname = tool({
  flags: "asnrvmpio",
  long: {
    all: "a",
    "kernel-name": "s",
    nodename: "n",
    "kernel-release": "r",
    "kernel-version": "v",
    machine: "m",
    processor: "p",
    "hardware-platform": "i",
    "operating-system": "o",
  },
  usage: "[OPTION]...",
  help: "Print certain system information.",
  async run(options, io) {
    await io.stdout.write(`${unameText(options, io, "GNU/Linux")}\n`);
    return 0;
  },
});

/** What is asked for, in the order in which it is always told; -a leaves out what is not known. */
export function unameText(options: Options, io: Io, system: string): string {
  const parts = {
    s: "Linux",
    n: io.net.host.name,
    r: systemOf(io).kernel,
    v: KERNEL_BUILD,
    m: "x86_64",
    p: "unknown",
    i: "unknown",
    o: system,
  };
  const keys = Object.keys(parts) as (keyof typeof parts)[];
  const wanted = options.has("a")
    ? keys.filter((key) => parts[key] !== "unknown")
    : keys.filter((key) => options.has(key));
  return (wanted.length > 0 ? wanted : ["s" as const]).map((key) => parts[key]).join(" ");
}
