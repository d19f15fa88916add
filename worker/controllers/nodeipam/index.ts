/**
 * Gives each node its own part of the cluster's pod addresses.
 *
 * In:   nodes; the cluster's range and the size of a part.
 * Out:  spec.podCIDR and spec.podCIDRs.
 * Never: changes a range that a node has.
 *
 * @module
 */

import { type Controller, defineController } from "../../api/client/controller.ts";
import type { NodeObject } from "../../api/generated/types.ts";
import { Node } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";

export interface PodRange {
  /** --cluster-cidr: "10.244.0.0/16" */
  readonly clusterCidr: string;
  /** --node-cidr-mask-size: 24 */
  readonly nodeMaskSize: number;
}

export function nodeIpamController(range: PodRange): Controller<NodeObject> {
  return defineController<NodeObject>({
    name: "node-ipam-controller",
    for: Node,
    watches: [],
    async reconcile(_ref, node, { cache, client, events }) {
      if (!node || node.spec.podCIDR) return;
      const taken = new Set(cache.list(Node).flatMap(({ spec }) => (spec.podCIDR ? [spec.podCIDR] : [])));
      const cidr = freeCidr(range, taken);
      if (cidr === undefined) {
        const message = `Node ${node.metadata.name} status is now: CIDRNotAvailable`;
        await events.event(node, { type: "Normal", reason: "CIDRNotAvailable", message });
        return;
      }
      await client.patch(Node, refOf(node), { type: "merge", body: { spec: { podCIDR: cidr, podCIDRs: [cidr] } } });
    },
  });
}

/** The first part of the cluster's range that no node has; undefined when all are taken. */
export function freeCidr({ clusterCidr, nodeMaskSize }: PodRange, taken: ReadonlySet<string>): string | undefined {
  const [address, bits] = clusterCidr.split("/") as [string, string];
  const base = address.split(".").reduce((value, part) => value * 256 + Number(part), 0);
  const parts = 2 ** (nodeMaskSize - Number(bits));
  const size = 2 ** (32 - nodeMaskSize);
  for (let i = 0; i < parts; i++) {
    const start = base + i * size;
    const text = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".");
    if (!taken.has(`${text}/${nodeMaskSize}`)) return `${text}/${nodeMaskSize}`;
  }
  return undefined;
}
