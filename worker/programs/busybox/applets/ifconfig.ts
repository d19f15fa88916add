import type { NetInterface } from "../../../base/net.ts";
import { broadcastAddress, hardwareAddress, interfacesOf, isLoopback, maskOf } from "../../net/interfaces.ts";
import type { Applet } from "../applet.ts";

/** ifconfig: interfaces by name. Nothing counts packets here. */
export const ifconfig: Applet = {
  usage: "[-a] [IFACE] [ADDRESS]",
  help: "Configure a network interface",
  flags: "a",
  strict: true,
  async run({ operands: [name, change] }, io) {
    const all = [...interfacesOf(io.net)].sort((a, b) => (a.name < b.name ? -1 : 1));
    const shown = name === undefined ? all : all.filter((one) => one.name === name);
    if (shown.length === 0) {
      await io.stderr.write(`ifconfig: ${name}: error fetching interface information: Device not found\n`);
      return 1;
    }
    if (change !== undefined) {
      await io.stderr.write("ifconfig: SIOCSIFADDR: Operation not permitted\n");
      return 1;
    }
    await io.stdout.write(shown.map(paragraph).join(""));
    return 0;
  },
};

function paragraph(one: NetInterface): string {
  const lo = isLoopback(one);
  const encap = lo
    ? "Link encap:Local Loopback  "
    : `Link encap:Ethernet  HWaddr ${hardwareAddress(one).toUpperCase()}  `;
  const lines = [
    `inet addr:${one.ip}  ${lo ? "" : `Bcast:${broadcastAddress(one)}  `}Mask:${maskOf(one)}`,
    lo ? "UP LOOPBACK RUNNING  MTU:65536  Metric:1" : "UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1",
    "RX packets:0 errors:0 dropped:0 overruns:0 frame:0",
    "TX packets:0 errors:0 dropped:0 overruns:0 carrier:0",
    "collisions:0 txqueuelen:1000 ",
    "RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)",
  ];
  return `${one.name.padEnd(9)} ${encap}\n${lines.map((line) => `          ${line}\n`).join("")}\n`;
}
