import type { NetInterface } from "../../base/net.ts";
import type { Program } from "../../shell/program.ts";
import { broadcastAddress, hardwareAddress, interfacesOf, isLoopback, maskOf } from "./interfaces.ts";

/** ifconfig of net-tools, the part that looks. Nothing counts packets here. */
export const ifconfig: Program = async (args, io) => {
  const [name, change] = args.filter((arg) => !arg.startsWith("-"));
  const all = [...interfacesOf(io.net)].sort((a, b) => Number(isLoopback(a)) - Number(isLoopback(b)));
  const shown = name === undefined ? all : all.filter((one) => one.name === name);
  if (shown.length === 0) {
    await io.stderr.write(`${name}: error fetching interface information: Device not found\n`);
    return 1;
  }
  if (change !== undefined) {
    await io.stderr.write("SIOCSIFADDR: Operation not permitted\n");
    return 255;
  }
  await io.stdout.write(shown.map(paragraph).join(""));
  return 0;
};

function paragraph(one: NetInterface): string {
  const lo = isLoopback(one);
  const lines = [
    lo
      ? `${one.name}: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536`
      : `${one.name}: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500`,
    `        inet ${one.ip}  netmask ${maskOf(one)}${lo ? "" : `  broadcast ${broadcastAddress(one)}`}`,
    lo
      ? "        loop  txqueuelen 1000  (Local Loopback)"
      : `        ether ${hardwareAddress(one)}  txqueuelen 1000  (Ethernet)`,
    "        RX packets 0  bytes 0 (0.0 B)",
    "        RX errors 0  dropped 0  overruns 0  frame 0",
    "        TX packets 0  bytes 0 (0.0 B)",
    "        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0",
  ];
  return `${lines.join("\n")}\n\n`;
}
