import { socketTable } from "../../net/netstat.ts";
import { routeTable } from "../../net/route.ts";
import type { Applet } from "../applet.ts";

export const netstat: Applet = {
  usage: "[-ral] [-tuwx] [-enWp]",
  help: "Display networking information",
  flags: "raltuwxenWp",
  async run(options, io) {
    await io.stdout.write(options.has("r") ? routeTable(io.net, "netstat") : socketTable(options.words, io, 12));
    return 0;
  },
};
