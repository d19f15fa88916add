import type { PodObject } from "../api/generated/types.ts";
import { Node, Pod } from "../api/kinds/index.ts";
import { refOf } from "../api/machinery/object.ts";
import { StatusError } from "../api/machinery/status.ts";
import { rfc3339 } from "../base/time.ts";
import type { NodeContext } from "./node.ts";

export const MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

/**
 * A pod of the node's manifest folder: it runs without the API, which gets a mirror of it to look at.
 * https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/
 */
export interface StaticPod {
  /** The manifest's hash; uid of the pod as the kubelet runs it. */
  readonly hash: string;
  readonly pod: PodObject;
}

/** What the kubelet makes of a manifest: the node's name is added to the pod's, and it tolerates everything. */
export function staticPod(
  manifest: PodObject,
  { settings, clock }: Pick<NodeContext, "settings" | "clock">,
): StaticPod {
  const suffix = `-${settings.name}`;
  const base = manifest.metadata.name;
  const name = base.endsWith(suffix) ? base : `${base}${suffix}`;
  const hash = hashOf(JSON.stringify(manifest.spec) + name);
  const namespace = manifest.metadata.namespace ?? "default";
  return {
    hash,
    pod: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        ...manifest.metadata,
        name,
        namespace,
        uid: hash,
        annotations: {
          ...manifest.metadata.annotations,
          "kubernetes.io/config.hash": hash,
          [MIRROR_ANNOTATION]: hash,
          "kubernetes.io/config.seen": rfc3339(clock.now()),
          "kubernetes.io/config.source": "file",
        },
      },
      spec: {
        ...manifest.spec,
        nodeName: settings.name,
        enableServiceLinks: manifest.spec.enableServiceLinks ?? true,
        tolerations: [...(manifest.spec.tolerations ?? []), { operator: "Exists", effect: "NoExecute" }],
      },
    },
  };
}

/** Shows a static pod in the API, where it is not shown already. */
export async function mirror({ pod }: StaticPod, { client, cache, settings }: NodeContext): Promise<void> {
  const { uid: _, ...metadata } = pod.metadata;
  if (cache.get(Pod, refOf(pod))) return;
  const node = cache.get(Node, { name: settings.name });
  const owner = node?.metadata.uid
    ? { apiVersion: "v1", kind: "Node", name: settings.name, uid: node.metadata.uid, controller: true }
    : undefined;
  try {
    await client.create(Pod, { ...pod, metadata: { ...metadata, ...(owner && { ownerReferences: [owner] }) } });
  } catch (error) {
    if (!(error instanceof StatusError) || !error.is("AlreadyExists")) throw error;
  }
}

/** 32 hexadecimal digits that change with the text. */
function hashOf(text: string): string {
  let digits = "";
  for (let part = 0; part < 4; part++) {
    let hash = 0x811c9dc5 ^ (part * 0x9e3779b9);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    digits += (hash >>> 0).toString(16).padStart(8, "0");
  }
  return digits;
}
