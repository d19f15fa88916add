import type { IngressLoadBalancerIngress, IngressObject } from "../../api/generated/types.ts";
import { type Cache, type Client, StatusError } from "../../api/index.ts";
import { Ingress, IngressClass, Node, Pod, Service } from "../../api/kinds/index.ts";
import { claimOf, type IngressOptions, publishedAddresses, statusDiffers } from "../../ingress/index.ts";
import type { Log } from "./log.ts";

export interface StatusAround {
  readonly client: Client;
  readonly cache: Cache;
  readonly namespace: string;
  readonly podName: string;
  /** --publish-service, "namespace/name". */
  readonly publishService: string;
  readonly publishAddress: string;
  readonly internalNodeAddresses: boolean;
  readonly options: () => IngressOptions;
  readonly ingresses: () => readonly IngressObject[];
  readonly log: Log;
}

/** Pods of the same labels as ours: the other replicas. */
function replicas({ cache, namespace, podName }: StatusAround) {
  const own = cache.get(Pod, { namespace, name: podName });
  const labels = Object.fromEntries(
    Object.entries(own?.metadata.labels ?? {}).filter(
      ([name]) =>
        name !== "pod-template-hash" && name !== "controller-revision-hash" && name !== "pod-template-generation",
    ),
  );
  return cache.list(Pod, { namespace, labels }).filter(({ status }) => status?.phase === "Running");
}

/** The addresses that Ingresses should show now. */
export function addressesNow(around: StatusAround): readonly IngressLoadBalancerIngress[] {
  const { cache, publishService, publishAddress, internalNodeAddresses } = around;
  const [namespace = "", name = ""] = publishService.split("/");
  const wanted = internalNodeAddresses ? ["InternalIP"] : ["ExternalIP", "InternalIP"];
  const nodeAddress = (node: string): readonly string[] => {
    const addresses = cache.get(Node, { name: node })?.status?.addresses ?? [];
    const found = wanted.map((type) => addresses.find((one) => one.type === type)).find((one) => one !== undefined);
    return found ? [found.address] : [];
  };
  return publishedAddresses({
    addresses: publishAddress,
    service: publishService === "" ? undefined : cache.get(Service, { namespace, name }),
    nodeAddresses:
      publishService === "" ? replicas(around).flatMap(({ spec }) => nodeAddress(spec.nodeName ?? "")) : [],
  });
}

/** Writes the addresses into every claimed Ingress that shows others. */
export async function publish(around: StatusAround, addresses: readonly IngressLoadBalancerIngress[]): Promise<void> {
  const { client, cache, log, ingresses, options } = around;
  for (const ingress of ingresses()) {
    if (!claimOf(ingress, cache.list(IngressClass), options()).ours || !statusDiffers(ingress, addresses)) continue;
    const { namespace, name } = ingress.metadata;
    const shown = (list: readonly IngressLoadBalancerIngress[] | undefined): string => JSON.stringify(list ?? null);
    log(
      "I",
      "status.go:311",
      `"updating Ingress status" namespace="${namespace}" ingress="${name}" currentValue=${shown(ingress.status?.loadBalancer?.ingress)} newValue=${shown(addresses)}`,
    );
    const status = { loadBalancer: addresses.length > 0 ? { ingress: addresses } : {} };
    try {
      await client.replaceStatus(Ingress, { ...ingress, status });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      log("W", "status.go:315", `error updating ingress rule: ${error.message}`);
    }
  }
}

/** What the last replica does as it ends: nobody serves the Ingresses any more. */
export async function unpublish(around: StatusAround): Promise<void> {
  if (replicas(around).filter(({ metadata }) => metadata.name !== around.podName).length > 0) {
    around.log("I", "status.go:131", '"leaving status update for next leader"');
    return;
  }
  around.log(
    "I",
    "status.go:140",
    `"removing value from ingress status" address=${JSON.stringify(addressesNow(around))}`,
  );
  await publish(around, []);
}
