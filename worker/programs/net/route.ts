import type { NetAccess, NetInterface } from "../../base/net.ts";
import type { Program } from "../../shell/program.ts";
import { interfacesOf, isLoopback, maskOf, networkAddress, peerNumber } from "./interfaces.ts";

/** A line of the kernel's table of routes. */
export interface Route {
  readonly to: string;
  readonly prefix: number;
  readonly via?: string;
  readonly device: NetInterface;
  /** The address that leaves, where the route names one. */
  readonly source?: string;
}

/**
 * The routes of a network namespace. A pod has its node for a gateway also for what is in its own range, as the ptp plugin leaves it:
 * only the gateway itself is on the link.
 */
export function routesOf(net: Pick<NetAccess, "host">): readonly Route[] {
  const outside = interfacesOf(net).filter((one) => !isLoopback(one));
  const gateways = outside.flatMap((device): Route[] =>
    device.gateway ? [{ to: "0.0.0.0", prefix: 0, via: device.gateway, device }] : [],
  );
  const near = outside.flatMap((device): Route[] => {
    const { ip: source, prefix, gateway } = device;
    if (prefix >= 32) return [];
    const own: Route = { to: networkAddress(device), prefix, device, source };
    if (peerNumber(device) === undefined || gateway === undefined) return [own];
    return [
      { ...own, via: gateway },
      { to: gateway, prefix: 32, device, source },
    ];
  });
  return [...gateways, ...near];
}

/** As `route -n`, or as `netstat -rn` which asks for other columns. */
export function routeTable(net: Pick<NetAccess, "host">, form: "route" | "netstat"): string {
  const head =
    form === "route"
      ? "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface"
      : "Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface";
  const rows = routesOf(net).map(({ to, prefix, via, device }) => {
    const flags = `U${via ? "G" : ""}${prefix === 32 ? "H" : ""}`;
    const mask = prefix === 0 ? "0.0.0.0" : maskOf({ ...device, prefix });
    const numbers = form === "route" ? `${flags.padEnd(5)} 0      0        0` : `${flags.padEnd(5)}     0 0          0`;
    return `${to.padEnd(15)} ${(via ?? "0.0.0.0").padEnd(15)} ${mask.padEnd(15)} ${numbers} ${device.name}`;
  });
  return ["Kernel IP routing table", head, ...rows].map((line) => `${line}\n`).join("");
}

/** route of net-tools, the part that looks. */
export const route: Program = async (args, io) => {
  if (args.some((arg) => arg === "add" || arg === "del")) {
    await io.stderr.write("SIOCADDRT: Operation not permitted\n");
    return 7;
  }
  const numeric = args.some((arg) => /^-\w*n/.test(arg));
  const table = routeTable(io.net, "route");
  await io.stdout.write(numeric ? table : table.replace(/^0\.0\.0\.0 {9}/m, "default        "));
  return 0;
};
