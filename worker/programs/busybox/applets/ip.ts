import type { NetInterface } from "../../../base/net.ts";
import {
  broadcastAddress,
  hardwareAddress,
  interfacesOf,
  isLoopback,
  neighboursOf,
  peerNumber,
} from "../../net/interfaces.ts";
import { routesOf } from "../../net/route.ts";
import type { Applet } from "../applet.ts";

const OBJECTS = ["address", "link", "route", "neighbour", "rule"] as const;

/** ip: addresses, links, routes and neighbours, as far as one can look. */
export const ip: Applet = {
  usage: `[OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]

OPTIONS := -f[amily] inet|inet6|link | -o[neline]

ip addr add|del IFADDR dev IFACE | show|flush [dev IFACE] [to PREFIX]
ip route list|flush|add|del|change|append|replace|test ROUTE
ip link set IFACE [up|down]
ip neigh show|flush [to PREFIX] [dev DEV] [nud STATE]
ip rule [list] | add|del SELECTOR ACTION`,
  help: "Show or change addresses, routes and links",
  flags: "46oneli",
  values: "f",
  strict: true,
  least: 1,
  async run(options, io) {
    const [object = "", action = "show", ...rest] = options.operands;
    const kind = OBJECTS.find((name) => name.startsWith(object));
    if (!kind) {
      await io.stderr.write(`ip: invalid argument '${object}' to 'ip'\n`);
      return 1;
    }
    if (!/^(show|sh|s|list|lst|ls|l|get)$/.test(action)) {
      await io.stderr.write("ip: RTNETLINK answers: Operation not permitted\n");
      return 2;
    }
    if (kind === "route") {
      await io.stdout.write(routesOf(io.net).map(routeLine).join(""));
      return 0;
    }
    if (kind === "neighbour") {
      const known = neighboursOf(io.net);
      const lines = known.map(
        ({ ip: address, mac, device }) =>
          `${address} dev ${device} lladdr ${mac} ref 1 used 0/0/0 probes 1 REACHABLE\n`,
      );
      await io.stdout.write(lines.join(""));
      return 0;
    }
    if (kind === "rule") {
      await io.stdout.write(
        "0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n",
      );
      return 0;
    }
    const interfaces = interfacesOf(io.net);
    const name = rest[0] === "dev" ? rest[1] : rest[0];
    const shown = name === undefined ? interfaces : interfaces.filter((one) => one.name === name);
    if (shown.length === 0) {
      await io.stderr.write(`ip: can't find device '${name}'\n`);
      return 1;
    }
    const lines = shown.map((one) => (options.has("o") ? oneLine : whole)(one, interfaces.indexOf(one) + 1, kind));
    await io.stdout.write(lines.join(""));
    return 0;
  },
};

function linkLines(one: NetInterface, index: number): readonly string[] {
  const peer = peerNumber(one);
  const name = peer === undefined ? one.name : `${one.name}@if${peer}`;
  if (isLoopback(one)) {
    return [
      `${index}: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000`,
      "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00",
    ];
  }
  const flags = `<BROADCAST,MULTICAST,UP,LOWER_UP${peer === undefined ? "" : ",M-DOWN"}>`;
  return [
    `${index}: ${name}: ${flags} mtu 1500 qdisc noqueue qlen 1000`,
    `    link/ether ${hardwareAddress(one)} brd ff:ff:ff:ff:ff:ff`,
  ];
}

const inet = (one: NetInterface): string =>
  `    inet ${one.ip}/${one.prefix} ${isLoopback(one) ? "scope host lo" : `brd ${broadcastAddress(one)} scope global ${one.name}`}`;
const LIFETIME = "       valid_lft forever preferred_lft forever";

function whole(one: NetInterface, index: number, kind: string): string {
  const address = kind === "link" ? [] : [inet(one), LIFETIME];
  return `${[...linkLines(one, index), ...address].join("\n")}\n`;
}

const oneLine = (one: NetInterface, index: number, kind: string): string =>
  kind === "link" ? `${linkLines(one, index).join("\\")}\n` : `${index}: ${one.name}${inet(one)}\\${LIFETIME}\n`;

function routeLine({ to, prefix, via, device, source }: ReturnType<typeof routesOf>[number]): string {
  const target = prefix === 0 ? "default" : prefix === 32 ? to : `${to}/${prefix}`;
  const way = via ? ` via ${via}` : "";
  return `${target}${way} dev ${device.name}${via ? "" : " scope link"}${source ? `  src ${source}` : ""} \n`;
}
