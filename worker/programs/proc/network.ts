import type { NetInterface } from "../../base/net.ts";
import { interfacesOf, neighboursOf } from "../net/interfaces.ts";
import type { ProcDirectory, ProcSource } from "./source.ts";

/** Of one network namespace: proc_pid_net(5). */
export function networkFiles({ net }: Pick<ProcSource, "net">): ProcDirectory {
  return {
    arp: () =>
      "IP address       HW type     Flags       HW address            Mask     Device\n" +
      neighboursOf(net)
        .map(({ ip, mac, device }) => `${ip.padEnd(17)}0x1         0x2         ${mac}     *        ${device}\n`)
        .join(""),
    dev: () => {
      const head =
        "Inter-|   Receive                                                |  Transmit\n" +
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";
      const rows = interfacesOf(net).map(
        ({ name }) =>
          `${name.padStart(6)}:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n`,
      );
      return head + rows.join("");
    },
    route: () => {
      const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
      const row = (one: NetInterface, [to, via, flags, mask]: readonly string[]) =>
        `${one.name}\t${to}\t${via}\t${flags}\t0\t0\t0\t${mask}\t0\t0\t0`;
      const outside = interfacesOf(net).filter((one) => one.name !== "lo");
      const rows = outside.flatMap((one) => [
        ...(one.gateway ? [row(one, ["00000000", hex(one.gateway), "0003", "00000000"])] : []),
        ...(one.prefix < 32
          ? [row(one, [hex(one.ip, one.prefix), "00000000", "0001", hex("255.255.255.255", one.prefix)])]
          : []),
      ]);
      return [head, ...rows].map((line) => `${line.padEnd(127)}\n`).join("");
    },
    tcp: () => sockets(net, "TCP", "0A"),
    tcp6: () =>
      `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n`,
    udp: () => sockets(net, "UDP", "07"),
  };
}

/** An address as the kernel writes it: bytes in the machine's own order. */
function hex(ip: string, prefix = 32): string {
  const number = ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const masked = prefix === 0 ? 0 : Math.floor(number / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  return [0, 8, 16, 24].map((shift) => ((masked >>> shift) & 255).toString(16).toUpperCase().padStart(2, "0")).join("");
}

function sockets(net: ProcSource["net"], protocol: "TCP" | "UDP", state: string): string {
  const head =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     ";
  const rows = net
    .listeners()
    .filter((one) => one.protocol === protocol)
    .map(({ ip, port }, at) => {
      const local = `${hex(ip === "::" ? "0.0.0.0" : ip)}:${port.toString(16).toUpperCase().padStart(4, "0")}`;
      const line = `${String(at).padStart(4)}: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${20_000 + at} 1 0000000000000000 100 0 0 10 0`;
      return line.padEnd(149);
    });
  return [head, ...rows].map((line) => `${line}\n`).join("");
}
