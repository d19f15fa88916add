import type { Clock } from "../../../../base/clock.ts";
import type { HttpRequest } from "../../../../base/http.ts";
import type { PodObject } from "../../../generated/types.ts";
import { badRequest, notFound } from "../../../machinery/failures.ts";
import type { ContainerTarget, NodeProxy } from "../../nodeProxy.ts";

/** A request for a stream to a pod. */
export interface Connect {
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  readonly pod: PodObject;
  readonly nodeProxy: NodeProxy | undefined;
  readonly clock: Clock;
}

export function nodeOf({ pod, nodeProxy }: Connect): NodeProxy {
  if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (!nodeProxy) throw notFound({ group: "", plural: "nodes" }, pod.spec.nodeName);
  return nodeProxy;
}

/** The container that is meant; a pod with several wants one named. */
export function containerOf({ pod, query }: Connect): ContainerTarget {
  const { spec, metadata } = pod;
  const inits = (spec.initContainers ?? []).map(({ name }) => name);
  const mains = spec.containers.map(({ name }) => name);
  const ephemeral = (spec.ephemeralContainers ?? []).map(({ name }) => name);
  const asked = query.get("container");
  if (!asked) {
    if (mains.length === 1) return { pod, container: mains[0]! };
    const also = inits.length > 0 ? ` or one of the init containers: [${inits.join(" ")}]` : "";
    throw badRequest(
      `a container name must be specified for pod ${metadata.name}, choose one of: [${mains.join(" ")}]${also}`,
    );
  }
  if (![...inits, ...mains, ...ephemeral].includes(asked)) {
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  return { pod, container: asked };
}
