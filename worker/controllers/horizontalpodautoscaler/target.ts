import type { ApiAnswer, Client } from "../../api/client/client.ts";
import type { CrossVersionObjectReference } from "../../api/generated/types.ts";
import { failureWords } from "./requests.ts";

/** autoscaling/v1 Scale */
export interface Scale {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number; readonly selector?: string };
}

/** Where the objects of a group and kind are. */
interface Mapping {
  readonly groupVersion: string;
  readonly resource: string;
}

/** The target cannot be read or written, in the client's words. */
export class TargetError extends Error {
  constructor(
    message: string,
    /** What the reconciliation was about to do. */
    readonly doing: string,
  ) {
    super(message);
  }
}

/** "deployments.apps", "replicationcontrollers": a resource as errors name it. */
export const qualified = ({ groupVersion, resource }: Mapping): string =>
  groupVersion.includes("/") ? `${resource}.${groupVersion.split("/")[0]}` : resource;

const CONFLICT_RETRIES = 5;

/**
 * Reads and writes scales of whatever has one: by discovery and the scale subresource, without knowing any kind.
 *
 * @see k8s.io/client-go scale
 */
export class Targets {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** @throws TargetError when nothing of this kind is served */
  async mapping({ apiVersion = "", kind }: CrossVersionObjectReference): Promise<Mapping> {
    const group = apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
    for (const groupVersion of await this.#versions(group)) {
      const path = group === "" ? `/api/${groupVersion}` : `/apis/${groupVersion}`;
      const { status, body } = await this.#client.request({ method: "GET", path });
      const { resources = [] } = (status === 200 ? body : {}) as {
        readonly resources?: readonly { readonly name: string; readonly kind: string }[];
      };
      const found = resources.find((one) => one.kind === kind && !one.name.includes("/"));
      if (found) return { groupVersion, resource: found.name };
    }
    const message = `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`;
    throw new TargetError(message, "unable to determine resource for scale target reference");
  }

  async #versions(group: string): Promise<readonly string[]> {
    if (group === "") return ["v1"];
    const { status, body } = await this.#client.request({ method: "GET", path: `/apis/${group}` });
    if (status !== 200) return [];
    const { versions } = body as { readonly versions: readonly { readonly groupVersion: string }[] };
    return versions.map(({ groupVersion }) => groupVersion);
  }

  /** @throws TargetError */
  async read(mapping: Mapping, namespace: string, name: string): Promise<Scale> {
    const answer = await this.#client.request({ method: "GET", path: scalePath(mapping, namespace, name) });
    if (answer.status !== 200) throw failure(answer, "get", mapping, name);
    return answer.body as Scale;
  }

  /** Writes the size; who wrote meanwhile is looked at again. @throws TargetError */
  async resize(mapping: Mapping, namespace: string, scale: Scale, replicas: number): Promise<void> {
    const { name } = scale.metadata;
    const path = scalePath(mapping, namespace, name);
    for (let attempt = 1, current = scale; ; attempt++) {
      const body = { ...current, spec: { ...current.spec, replicas } };
      const answer = await this.#client.request({ method: "PUT", path, body });
      if (answer.status < 300) return;
      if (answer.status !== 409 || attempt >= CONFLICT_RETRIES) throw failure(answer, "put", mapping, name);
      current = await this.read(mapping, namespace, name);
    }
  }
}

function scalePath({ groupVersion, resource }: Mapping, namespace: string, name: string): string {
  const root = groupVersion.includes("/") ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  return `${root}/namespaces/${namespace}/${resource}/${name}/scale`;
}

function failure(answer: ApiAnswer, verb: string, mapping: Mapping, name: string): TargetError {
  const doing = verb === "get" ? "failed to query scale subresource for" : "failed to rescale";
  return new TargetError(failureWords(answer, verb, qualified(mapping), name), doing);
}
