import { routeTable } from "../../net/route.ts";
import type { Applet } from "../applet.ts";

export const route: Applet = {
  usage: `[-ne] [-A inet[6]] [{add|del} [-net|-host] TARGET [netmask MASK]
	[gw GATEWAY] [metric N] [mss BYTES] [window BYTES] [reject] [IFACE]]`,
  help: "Show or edit kernel routing tables",
  flags: "ne",
  values: "A",
  strict: true,
  async run(options, io) {
    if (options.operands.length > 0) {
      await io.stderr.write("route: SIOCADDRT: Operation not permitted\n");
      return 1;
    }
    const table = routeTable(io.net, options.has("e") ? "netstat" : "route");
    await io.stdout.write(options.has("n") ? table : table.replace(/^0\.0\.0\.0 {9}/m, "default         "));
    return 0;
  },
};
