import type { NetAccess, NetInterface } from "../../base/net.ts";

const LOOPBACK: NetInterface = { name: "lo", ip: "127.0.0.1", prefix: 8, mac: "00:00:00:00:00:00" };

/** The interfaces of a network namespace in the kernel's order: the loopback, which every one has, comes first. */
export function interfacesOf(net: Pick<NetAccess, "host">): readonly NetInterface[] {
  const { interfaces } = net.host;
  return interfaces.some(isLoopback) ? interfaces : [LOOPBACK, ...interfaces];
}

export const isLoopback = (one: NetInterface): boolean => one.name === "lo";

/** Ethernet's address of an interface; where none was given, made of the address as container networks do. */
export const hardwareAddress = (one: NetInterface): string =>
  one.mac ?? (isLoopback(one) ? "00:00:00:00:00:00" : macFrom(one.ip));

const macFrom = (address: string, head = "02:42"): string =>
  `${head}:${address
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join(":")}`;

/**
 * Whether it is one end of a pair whose other end is in the node: the interface of a pod. Its peer's number there follows the pod's
 * address, as pods get both one after the other.
 */
export function peerNumber(one: NetInterface): number | undefined {
  return one.mac?.startsWith("0a:58:") ? Number(one.ip.split(".")[3]) + 1 : undefined;
}

/** Who has been heard of on the wire: the gateways, through which everything goes. */
export function neighboursOf(
  net: Pick<NetAccess, "host">,
): readonly { readonly ip: string; readonly mac: string; readonly device: string }[] {
  return interfacesOf(net).flatMap(({ gateway, name, mac }) =>
    gateway ? [{ ip: gateway, mac: macFrom(gateway, mac?.slice(0, 5) ?? "02:42"), device: name }] : [],
  );
}

const toNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toText = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** The first address of an interface's network. */
export function networkAddress({ ip, prefix }: NetInterface): string {
  const size = 2 ** (32 - prefix);
  return toText(Math.floor(toNumber(ip) / size) * size);
}

/** The last one. */
export function broadcastAddress({ ip, prefix }: NetInterface): string {
  const size = 2 ** (32 - prefix);
  return toText(Math.floor(toNumber(ip) / size) * size + size - 1);
}

/** "255.255.255.0" */
export const maskOf = ({ prefix }: NetInterface): string => toText(2 ** 32 - 2 ** (32 - prefix));
