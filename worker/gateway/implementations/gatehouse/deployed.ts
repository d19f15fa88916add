import type { DeploymentObject, NodeObject, ServiceObject } from "../../../api/generated/types.ts";
import {
  addressNotAssigned,
  addressNotUsable,
  gatewayInvalid,
  gatewayPending,
  gatewayProgrammed,
  noResources,
} from "../../conditions/index.ts";
import type { GatewayNode } from "../../graph/index.ts";
import type { GatewayAddress } from "../../kinds/index.ts";
import type { Deployed } from "../../status/index.ts";
import { servedPorts } from "./proxyService.ts";

/** What of a Gateway's infrastructure there is. */
export interface Infrastructure {
  readonly deployment: DeploymentObject | undefined;
  readonly service: ServiceObject | undefined;
  readonly nodes: readonly NodeObject[];
  /** Why the server did not take what was to be made. */
  readonly refusal?: string | undefined;
}

/** How far a Gateway's proxies have come: pods first, then an address. */
export function deployedState(gateway: GatewayNode, infrastructure: Infrastructure): Deployed {
  const { deployment, service, nodes, refusal } = infrastructure;
  const addresses = service ? addressesOf(service, nodes) : [];
  if (servedPorts(gateway).length === 0) return { addresses, programmed: gatewayInvalid() };
  if (!deployment || !service) {
    const pending = refusal ?? "The proxy's Deployment and Service are being created";
    return { addresses, programmed: gatewayPending(pending), pending };
  }
  const { namespace, name } = deployment.metadata;
  if ((deployment.status?.availableReplicas ?? 0) === 0) {
    const pending = `Deployment "${namespace}/${name}" has no available replica`;
    return { addresses, programmed: noResources(pending), pending };
  }
  const shown = `Service "${namespace}/${service.metadata.name}"`;
  const wanted = wantedAddresses(gateway);
  if (addresses.length === 0) {
    const words =
      wanted.length > 0
        ? `${shown} asks for the address ${wanted.join(", ")} and has got none`
        : `${shown} waits for a load balancer to give it an address`;
    return { addresses, programmed: addressNotAssigned(words) };
  }
  const values = addresses.map(({ value = "" }) => value);
  const missing = wanted.filter((one) => !values.includes(one));
  if (missing.length > 0) {
    const words = `${shown} has the address ${values.join(", ")}, not ${missing.join(", ")} as spec.addresses asks`;
    return { addresses, programmed: addressNotUsable(words) };
  }
  return { addresses, programmed: gatewayProgrammed(values) };
}

const wantedAddresses = ({ object }: GatewayNode): readonly string[] =>
  (object.spec.addresses ?? []).flatMap(({ value }) => (value ? [value] : []));

function addressesOf({ spec, status }: ServiceObject, nodes: readonly NodeObject[]): readonly GatewayAddress[] {
  switch (spec.type) {
    case "LoadBalancer":
      return (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) =>
        ip ? { type: "IPAddress", value: ip } : { type: "Hostname", value: hostname ?? "" },
      );
    case "NodePort":
      return nodes.flatMap((node) =>
        (node.status?.addresses ?? [])
          .filter(({ type }) => type === "InternalIP")
          .map(({ address }) => ({ type: "IPAddress", value: address })),
      );
    default:
      return spec.clusterIP && spec.clusterIP !== "None" ? [{ type: "IPAddress", value: spec.clusterIP }] : [];
  }
}
