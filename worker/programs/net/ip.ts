import type { NetInterface } from "../../base/net.ts";
import type { Program } from "../../shell/program.ts";
import {
  broadcastAddress,
  hardwareAddress,
  interfacesOf,
  isLoopback,
  neighboursOf,
  networkAddress,
  peerNumber,
} from "./interfaces.ts";
import { routesOf } from "./route.ts";

/** ip of iproute2, the parts that look: addr, link, route, neigh; -br, -o and -4. */
export const ip: Program = async (args, io) => {
  const flags = args.filter((arg) => arg.startsWith("-"));
  const [object = "", action = "show", ...rest] = args.filter((arg) => !arg.startsWith("-"));
  const brief = flags.some((flag) => /^-br(ief)?$/.test(flag));
  const oneline = flags.some((flag) => /^-o(neline)?$/.test(flag));
  const interfaces = interfacesOf(io.net);
  const wanted =
    action === "show" || action === "list" || action === "ls" ? (rest[0] === "dev" ? rest[1] : rest[0]) : undefined;
  const looks = /^(show|list|ls|lst|sh|s|l|get|dev)$/.test(action);
  const kind = OBJECTS.find((name) => object !== "" && name.startsWith(object));
  if (!kind) {
    await io.stderr.write(object === "" ? USAGE : `Object "${object}" is unknown, try "ip help".\n`);
    return object === "" ? 255 : 1;
  }
  if (!looks) {
    await io.stderr.write("RTNETLINK answers: Operation not permitted\n");
    return 2;
  }
  const shown = wanted === undefined ? interfaces : interfaces.filter((one) => one.name === wanted);
  if (wanted !== undefined && kind !== "route" && shown.length === 0) {
    await io.stderr.write(`Device "${wanted}" does not exist.\n`);
    return 1;
  }
  if (kind === "neighbour") {
    const lines = neighboursOf(io.net).map(
      ({ ip: address, mac, device }) => `${address} dev ${device} lladdr ${mac} REACHABLE \n`,
    );
    await io.stdout.write(lines.join(""));
  } else if (kind === "route") {
    if (action === "get") return routeGet(rest[0] ?? "", interfaces, io);
    await io.stdout.write(routesOf(io.net).map(routeLine).join(""));
  } else if (brief) await io.stdout.write(shown.map((one) => briefLine(one, kind)).join(""));
  else {
    const text = shown.map((one) => full(one, interfaces.indexOf(one) + 1, { kind, oneline }));
    await io.stdout.write(text.join(""));
  }
  return 0;
};

const OBJECTS = ["address", "link", "route", "neighbour", "neighbor"] as const;
const USAGE = "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n";

/** "eth0@if4": the other end of a pod's interface is in its node. */
const linkName = (one: NetInterface): string => {
  const peer = peerNumber(one);
  return peer === undefined ? one.name : `${one.name}@if${peer}`;
};

function briefLine(one: NetInterface, kind: string): string {
  const state = isLoopback(one) ? "UNKNOWN" : "UP";
  const flags = isLoopback(one) ? "<LOOPBACK,UP,LOWER_UP>" : "<BROADCAST,MULTICAST,UP,LOWER_UP>";
  const head = `${linkName(one).padEnd(16)} ${state.padEnd(14)} `;
  return kind === "link" ? `${head}${hardwareAddress(one)} ${flags} \n` : `${head}${one.ip}/${one.prefix} \n`;
}

function full(one: NetInterface, index: number, { kind, oneline }: { kind: string; oneline: boolean }): string {
  const lo = isLoopback(one);
  const link = [
    lo
      ? `${index}: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000`
      : `${index}: ${linkName(one)}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000`,
    lo
      ? "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00"
      : `    link/ether ${hardwareAddress(one)} brd ff:ff:ff:ff:ff:ff${peerNumber(one) === undefined ? "" : " link-netnsid 0"}`,
  ];
  const scope = lo ? "scope host lo" : `brd ${broadcastAddress(one)} scope global ${one.name}`;
  const inet = `    inet ${one.ip}/${one.prefix} ${scope}`;
  const lifetime = "       valid_lft forever preferred_lft forever";
  if (kind === "link") return oneline ? `${link.join("\\")}\n` : `${link.join("\n")}\n`;
  if (oneline) return `${index}: ${one.name}${inet}\\${lifetime}\n`;
  return `${[...link, inet, lifetime].join("\n")}\n`;
}

function routeLine({ to, prefix, via, device, source }: ReturnType<typeof routesOf>[number]): string {
  const target = prefix === 0 ? "default" : prefix === 32 ? to : `${to}/${prefix}`;
  const way = via ? ` via ${via}` : "";
  const kernel = via || prefix === 32 ? "" : " proto kernel";
  return `${target}${way} dev ${device.name}${kernel}${via ? "" : " scope link"}${source ? ` src ${source}` : ""} \n`;
}

async function routeGet(to: string, interfaces: readonly NetInterface[], io: Parameters<Program>[1]): Promise<number> {
  const near = interfaces.find((one) => one.prefix < 32 && networkAddress(one) === networkAddress({ ...one, ip: to }));
  const own = interfaces.find((one) => one.ip === to);
  const far = interfaces.find((one) => one.gateway);
  if (own) await io.stdout.write(`local ${to} dev lo src ${to} uid ${io.user.uid} \n    cache <local> \n`);
  else if (near) await io.stdout.write(`${to} dev ${near.name} src ${near.ip} uid ${io.user.uid} \n    cache \n`);
  else if (far) {
    await io.stdout.write(`${to} via ${far.gateway} dev ${far.name} src ${far.ip} uid ${io.user.uid} \n    cache \n`);
  } else {
    await io.stderr.write("RTNETLINK answers: Network is unreachable\n");
    return 2;
  }
  return 0;
}
