import type { NetInterface } from "../../base/net.ts";
import type { Program } from "../../shell/program.ts";

/** ip of iproute2, the parts that look: addr, link, route; -br and -4. */
export const ip: Program = async (args, io) => {
  const flags = args.filter((arg) => arg.startsWith("-"));
  const [object = "", action = "show", ...rest] = args.filter((arg) => !arg.startsWith("-"));
  const brief = flags.some((flag) => /^-br(ief)?$/.test(flag));
  const { interfaces } = io.net.host;
  const wanted =
    action === "show" || action === "list" || action === "ls" ? (rest[0] === "dev" ? rest[1] : rest[0]) : undefined;
  const looks = /^(show|list|ls|sh|s|l|get)$/.test(action);
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
  if (kind === "route") {
    if (action === "get") return routeGet(rest[0] ?? "", interfaces, io);
    await io.stdout.write(routes(interfaces));
  } else if (brief) await io.stdout.write(shown.map((one) => briefLine(one, kind)).join(""));
  else {
    const text = shown.map((one) => full(one, interfaces.indexOf(one) + 1, kind));
    await io.stdout.write(text.join(""));
  }
  return 0;
};

const OBJECTS = ["address", "addr", "link", "route"] as const;
const USAGE = "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n";

const isLoopback = (one: NetInterface): boolean => one.name === "lo";
const mac = (one: NetInterface): string => one.mac ?? (isLoopback(one) ? "00:00:00:00:00:00" : macFrom(one.ip));
/** The way container networks derive a hardware address from an IP address. */
const macFrom = (address: string): string =>
  `02:42:${address
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join(":")}`;

function briefLine(one: NetInterface, kind: string): string {
  const state = isLoopback(one) ? "UNKNOWN" : "UP";
  const flags = isLoopback(one) ? "<LOOPBACK,UP,LOWER_UP>" : "<BROADCAST,MULTICAST,UP,LOWER_UP>";
  const head = `${one.name.padEnd(16)} ${state.padEnd(14)} `;
  return kind === "link" ? `${head}${mac(one)} ${flags} \n` : `${head}${one.ip}/${one.prefix} \n`;
}

function full(one: NetInterface, index: number, kind: string): string {
  const lo = isLoopback(one);
  const lines = [
    lo
      ? `${index}: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000`
      : `${index}: ${one.name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000`,
    lo
      ? "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00"
      : `    link/ether ${mac(one)} brd ff:ff:ff:ff:ff:ff`,
  ];
  if (kind !== "link") {
    const scope = lo ? "scope host lo" : `brd ${broadcast(one)} scope global ${one.name}`;
    lines.push(`    inet ${one.ip}/${one.prefix} ${scope}`, "       valid_lft forever preferred_lft forever");
  }
  return `${lines.join("\n")}\n`;
}

const toNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toText = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
const network = (one: NetInterface): string => {
  const size = 2 ** (32 - one.prefix);
  return toText(Math.floor(toNumber(one.ip) / size) * size);
};
const broadcast = (one: NetInterface): string => {
  const size = 2 ** (32 - one.prefix);
  return toText(Math.floor(toNumber(one.ip) / size) * size + size - 1);
};

function routes(interfaces: readonly NetInterface[]): string {
  const outside = interfaces.filter((one) => !isLoopback(one));
  const gateway = outside.find((one) => one.gateway);
  const lines = gateway ? [`default via ${gateway.gateway} dev ${gateway.name} `] : [];
  for (const one of outside) {
    if (one.prefix >= 32) continue;
    lines.push(`${network(one)}/${one.prefix} dev ${one.name} proto kernel scope link src ${one.ip} `);
  }
  return lines.map((line) => `${line}\n`).join("");
}

async function routeGet(to: string, interfaces: readonly NetInterface[], io: Parameters<Program>[1]): Promise<number> {
  const near = interfaces.find((one) => one.prefix < 32 && network(one) === network({ ...one, ip: to }));
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
