import type { ServiceObject } from "../../api/generated/types.ts";
import { formatIp, parseIp, parseRange, rangeHas } from "../../network/index.ts";

/** What the cloud around a cluster has to give. */
export interface CloudNetwork {
  /** The pool of public addresses. */
  readonly publicAddresses: readonly string[];
  /** The segment of public addresses. */
  readonly publicSegment: string;
  readonly virtualNetwork: string;
  /** The first is where internal load balancers go when nothing else is said. */
  readonly subnets: readonly { readonly name: string; readonly cidr: string; readonly segment: string }[];
}

/** Where a load balancer's frontend shall be. */
export interface Frontend {
  readonly ip: string;
  readonly segment: string;
  readonly internal: boolean;
}

const PREFIX = "service.beta.kubernetes.io/";
export const annotation = (service: ServiceObject, name: string): string | undefined =>
  service.metadata.annotations?.[PREFIX + name];

export const isInternal = (service: ServiceObject): boolean =>
  annotation(service, "azure-load-balancer-internal")?.toLowerCase() === "true";

/** The Azure resource that holds the frontend. */
export const balancerName = (internal: boolean): string => (internal ? "kubernetes-internal" : "kubernetes");

/** Azure keeps the first four addresses of a subnet and the last for itself. */
const RESERVED_FIRST = 4;

/**
 * Chooses the frontend of a Service by its annotations and what is free. An address that it has already and may keep is kept.
 *
 * @param taken addresses in use, by anyone but this Service
 * @param choose picks one of so many, for public addresses
 * @returns the frontend, or the cloud's error as cloud-provider-azure hands it on
 */
export function planFrontend(
  service: ServiceObject,
  cloud: CloudNetwork,
  taken: ReadonlySet<string>,
  choose: (count: number) => number,
): Frontend | { readonly error: string } {
  const wanted = annotation(service, "azure-load-balancer-ipv4") ?? service.spec.loadBalancerIP ?? undefined;
  const held = service.status?.loadBalancer?.ingress?.[0]?.ip;
  return isInternal(service)
    ? internalFrontend(service, cloud, { wanted, held, taken })
    : publicFrontend(cloud, { wanted, held, taken }, choose);
}

interface Wish {
  readonly wanted: string | undefined;
  readonly held: string | undefined;
  readonly taken: ReadonlySet<string>;
}

function publicFrontend(
  cloud: CloudNetwork,
  { wanted, held, taken }: Wish,
  choose: (count: number) => number,
): Frontend | { readonly error: string } {
  const at = (ip: string): Frontend => ({ ip, segment: cloud.publicSegment, internal: false });
  const free = cloud.publicAddresses.filter((ip) => !taken.has(ip));
  if (wanted) {
    if (free.includes(wanted)) return at(wanted);
    return { error: `user supplied IP Address ${wanted} was not found in resource group mc_rsg-aks` };
  }
  if (held && free.includes(held)) return at(held);
  if (free.length === 0) {
    const limit = cloud.publicAddresses.length;
    return azureError(
      "PublicIPCountLimitReached",
      `Cannot create more than ${limit} public IP addresses for this subscription in this region.`,
    );
  }
  return at(free[choose(free.length)]!);
}

function internalFrontend(
  service: ServiceObject,
  cloud: CloudNetwork,
  wish: Wish,
): Frontend | { readonly error: string } {
  const { wanted, held, taken } = wish;
  const name = annotation(service, "azure-load-balancer-internal-subnet");
  const subnet = name === undefined ? cloud.subnets[0] : cloud.subnets.find((one) => one.name === name);
  const { namespace, name: serviceName } = service.metadata;
  if (!subnet) {
    return {
      error: `ensure(${namespace}/${serviceName}): lb(${balancerName(true)}) - failed to get subnet: ${cloud.virtualNetwork}/${name ?? ""}`,
    };
  }
  const range = parseRange(subnet.cidr);
  const at = (ip: string): Frontend => ({ ip, segment: subnet.segment, internal: true });
  const inside = (ip: string) => rangeHas(range, parseIp(ip) ?? -1);
  const reserved = (ip: string) => {
    const offset = (parseIp(ip) ?? 0) - range.first;
    return offset < RESERVED_FIRST || offset === range.size - 1;
  };
  if (wanted) {
    const static_ = `Private static IP address ${wanted}`;
    if (!inside(wanted)) {
      return azureError(
        "PrivateIPAddressNotInSubnet",
        `${static_} does not belong to the range of subnet prefix ${subnet.cidr}.`,
      );
    }
    if (reserved(wanted)) {
      return azureError(
        "PrivateIPAddressInReservedRange",
        `${static_} falls within reserved IP range of subnet prefix ${subnet.cidr}.`,
      );
    }
    if (!taken.has(wanted)) return at(wanted);
    return azureError(
      "PrivateIPAddressIsAllocated",
      `IP configuration of load balancer ${balancerName(true)} is using the private IP address ${wanted} which is already allocated to another resource.`,
    );
  }
  if (held && inside(held) && !taken.has(held)) return at(held);
  for (let offset = RESERVED_FIRST; offset < range.size - 1; offset++) {
    const ip = formatIp(range.first + offset);
    if (!taken.has(ip)) return at(ip);
  }
  return azureError(
    "SubnetIsFull",
    `Subnet ${subnet.name} with address prefix ${subnet.cidr} does not have enough capacity for 1 IP addresses.`,
  );
}

/** An answer of Azure's management API as it comes through the provider into an event. */
function azureError(code: string, message: string): { readonly error: string } {
  const raw = JSON.stringify({ error: { code, message, details: [] } });
  return { error: `Retriable: false, RetryAfter: 0s, HTTPStatusCode: 400, RawError: ${raw}` };
}
