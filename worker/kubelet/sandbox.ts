import type { ContainerPort } from "../api/generated/types.ts";
import { Node } from "../api/kinds/index.ts";
import type { Transport } from "../base/net.ts";
import { parseRange } from "../network/index.ts";
import type { NetHost, Verdict } from "../network/topology.ts";
import { addressAt, nextAddress } from "./addresses.ts";
import { hostnameOf } from "./etc.ts";
import { hexId } from "./node.ts";
import type { PodAccess } from "./podAccess.ts";

/** Gives a pod its network namespace and address. */
export function makeSandbox(pod: PodAccess): "wait" | "next" {
  const { node, record } = pod;
  const now = node.clock.now();
  if (record.sandboxFailure && record.sandboxFailure.nextMs > now) {
    pod.due(record.sandboxFailure.nextMs);
    return "wait";
  }
  const onHost = pod.pod.spec.hostNetwork === true;
  const problem = onHost ? undefined : node.networkProblem();
  if (problem !== undefined) {
    pod.event("Warning", "NetworkNotReady", `network is not ready: ${problem}`);
    return later(pod, now);
  }
  record.sandboxDueMs ??= now + Math.round(node.timings.sandboxMs(node.chance));
  if (record.sandboxDueMs > now) {
    pod.due(record.sandboxDueMs);
    return "wait";
  }
  const id = hexId(node.chance);
  if (onHost) {
    record.sandbox = { id };
  } else {
    const range = rangeOf(pod);
    const ip = nextAddress(node.record, range, record);
    if (ip === undefined) {
      const ends = `${addressAt(range, 1)}-${addressAt(range, range.size - 2)}`;
      pod.event(
        "Warning",
        "FailedCreatePodSandBox",
        `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": plugin type="ptp" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${ends}`,
      );
      return later(pod, now);
    }
    record.sandbox = { id, ip };
    pod.host = addHost(pod, ip);
  }
  record.sandboxDueMs = undefined;
  record.sandboxFailure = undefined;
  pod.touch();
  return "next";
}

function later(pod: PodAccess, now: number): "wait" {
  const delayMs = pod.node.timings.retryMs;
  pod.record.sandboxFailure = { nextMs: now + delayMs, delayMs };
  pod.due(now + delayMs);
  return "wait";
}

/** The namespace of a pod whose sandbox stands already. */
export function restoreSandbox(pod: PodAccess): NetHost | undefined {
  const ip = pod.record.sandbox?.ip;
  return ip === undefined ? undefined : addHost(pod, ip);
}

function rangeOf({ node }: PodAccess) {
  const spec = node.cache.get(Node, { name: node.settings.name })?.spec;
  return parseRange(spec?.podCIDR || node.settings.podCidr);
}

function addHost(pod: PodAccess, ip: string): NetHost {
  const { node, record } = pod;
  const range = rangeOf(pod);
  const host = node.topology.addHost({
    id: `pod/${record.uid}`,
    name: hostnameOf(pod.pod, node.settings.name),
    interfaces: [{ name: "eth0", ip, prefix: range.prefix, gateway: addressAt(range, 1), mac: macOf(ip) }],
    parent: node.host.id,
    about: { kind: "Pod", namespace: record.namespace, name: record.name, field: "status.podIP" },
  });
  for (const { key, port } of hostPorts(pod)) {
    const verdict: Verdict = {
      number: 0,
      to: { ip, port: port.containerPort },
      masquerade: false,
      hop: {
        kind: "nodePort",
        says: `host port ${port.hostPort} of the node belongs to pod ${record.namespace}/${record.name}`,
        object: {
          kind: "Pod",
          namespace: record.namespace,
          name: record.name,
          field: "spec.containers[].ports[].hostPort",
        },
      },
    };
    node.host.setRule(key, {
      match: { ip: port.hostIP || "local", port: port.hostPort!, transport: transportOf(port) },
      about: {
        kind: "Pod",
        namespace: record.namespace,
        name: record.name,
        field: "spec.containers[].ports[].hostPort",
      },
      decide: () => verdict,
    });
  }
  return host;
}

/** Takes namespace and host ports away. */
export function removeSandbox(pod: PodAccess): void {
  for (const { key } of hostPorts(pod)) pod.node.host.removeRule(key);
  pod.host?.remove();
}

function hostPorts({ pod, record }: PodAccess): readonly { readonly key: string; readonly port: ContainerPort }[] {
  if (pod.spec.hostNetwork) return [];
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap(({ ports = [] }) =>
    ports
      .filter(({ hostPort }) => hostPort !== undefined && hostPort > 0)
      .map((port) => ({ key: `hostport/${record.uid}/${transportOf(port)}/${port.hostPort}`, port })),
  );
}

const transportOf = (port: ContainerPort): Transport => (port.protocol ?? "TCP") as Transport;

/** Container interfaces get their address's bytes as hardware address. */
const macOf = (ip: string): string =>
  `0a:58:${ip
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join(":")}`;
