import type { PodObject } from "../api/generated/types.ts";
import type { ContainerTarget, NodeProxy, StatusError, StatusReason } from "../api/index.ts";
import { failure } from "../api/machinery/failures.ts";
import { sha256 } from "../base/hash.ts";
import { collector, readerOf, utf8 } from "../base/streams.ts";
import { DoorError, type Kubelet } from "../kubelet/index.ts";

const REASONS: Readonly<Record<number, StatusReason>> = { 400: "BadRequest", 404: "NotFound", 500: "InternalError" };

/** The way from the API server to the kubelets: logs, exec, attach, port-forward. */
export function nodeProxy(kubeletOf: (node: string) => Kubelet | undefined): NodeProxy {
  const doorOf = ({ pod }: Pick<ContainerTarget, "pod">) => {
    const node = pod.spec.nodeName ?? "";
    const kubelet = kubeletOf(node);
    if (!kubelet) throw refusal(500, `node "${node}" not found`);
    return kubelet.door;
  };
  const at = ({ pod, container }: ContainerTarget) => ({
    namespace: pod.metadata.namespace ?? "default",
    pod: pod.metadata.name,
    container,
  });
  return {
    async logs(target, { sinceMs, signal, ...options }) {
      const since = sinceMs === undefined ? {} : { sinceTime: new Date(sinceMs).toISOString() };
      const lines = doorOf(target).logs(at(target), { ...options, ...since }, signal);
      // The first line tells whether there is a log at all, before the answer's head goes out.
      const first = await asStatus(lines.next());
      return (async function* () {
        if (!first.done) yield utf8(first.value);
        for await (const line of lines) yield utf8(line);
      })();
    },
    async exec(target, { command, stdin, stdout, stderr, tty, signal }) {
      const out = stdout ?? collector().writer;
      const streams = { stdin: stdin ?? readerOf(""), stdout: out, stderr: stderr ?? out, signal };
      const exitCode = doorOf(target).exec(at(target), command, { ...streams, ...(tty && { terminal: tty }) });
      return { exitCode: asStatus(exitCode) };
    },
    async attach(target, { stdin, stdout, stderr, tty, signal }) {
      const out = stdout ?? collector().writer;
      const streams = { ...(stdin ? { stdin } : {}), stdout: out, stderr: stderr ?? out, signal };
      const onResize = tty && { onResize: tty.onResize as never };
      return {
        exitCode: asStatus(doorOf(target).attach(at(target), { ...streams, ...onResize })).then((code) => code ?? 0),
      };
    },
    async portForward(pod, port) {
      const namespace = pod.metadata.namespace ?? "default";
      const answer = await asStatus(doorOf({ pod }).portForward({ namespace, pod: pod.metadata.name }, port));
      if (!answer.ok) throw refusal(500, notForwarded(pod, port));
      return answer.connection;
    },
  };
}

/** What the kubelet passes on of containerd, which names the pod's sandbox and not the pod. */
function notForwarded({ metadata }: PodObject, port: number): string {
  const id = sha256(metadata.uid ?? "");
  const namespace = `/var/run/netns/cni-${id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5")}`;
  const refused = (network: string, ip: string) => `dial ${network} ${ip}:${port}: connect: connection refused`;
  const why = `IPv4: ${refused("tcp4", "127.0.0.1")} IPv6 ${refused("tcp6", "[::1]")} `;
  return `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace "${namespace}": failed to connect to localhost:${port} inside namespace "${id}", ${why}`;
}

async function asStatus<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DoorError) throw refusal(error.code, error.message);
    throw error;
  }
}

const refusal = (code: number, message: string): StatusError => failure(code, REASONS[code], message);
