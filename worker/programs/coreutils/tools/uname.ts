import { tool } from "../tool.ts";

/** uname(1) */
export const uname = tool({
  flags: "asnrvmpio",
  long: { all: "a", "kernel-name": "s", nodename: "n", "kernel-release": "r", machine: "m", "operating-system": "o" },
  usage: "[OPTION]...",
  help: "Print certain system information.",
  async run(options, io) {
    const parts = {
      s: "Linux",
      n: io.net.host.name,
      r: "6.8.0-45-generic",
      v: "#45-Ubuntu SMP PREEMPT_DYNAMIC",
      m: "x86_64",
      o: "GNU/Linux",
    };
    const keys = Object.keys(parts) as (keyof typeof parts)[];
    const wanted = options.has("a") ? keys : keys.filter((key) => options.has(key));
    await io.stdout.write(`${(wanted.length > 0 ? wanted : ["s" as const]).map((key) => parts[key]).join(" ")}\n`);
    return 0;
  },
});
