import { neighboursOf } from "../../net/interfaces.ts";
import type { Applet } from "../applet.ts";

export const arp: Applet = {
  usage: `
[-vn]	[-H HWTYPE] [-i IF] -a [HOSTNAME]
[-v]		    [-i IF] -d HOSTNAME [pub]
[-v]	[-H HWTYPE] [-i IF] -s HOSTNAME HWADDR [temp]`,
  help: "Manipulate ARP cache",
  flags: "vnaDds",
  values: "HiAp",
  async run(_, io) {
    const lines = neighboursOf(io.net).map(({ ip, mac, device }) => `? (${ip}) at ${mac} [ether]  on ${device}\n`);
    await io.stdout.write(lines.join(""));
    return 0;
  },
};
