import { AddressInUse, type ListenHandle, type TcpConnection } from "../../../base/net.ts";
import { command } from "../cli/command.ts";
import { CommandError, usageError } from "../cli/errors.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, listAt, nameOf, numberAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { findPod } from "../pods/find.ts";
import { freePort } from "../pods/freePort.ts";
import { upgrade } from "../pods/remote.ts";

export default command({
  usage: "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
  usageWhole: true,
  about: [
    "Forward ports of this machine to a pod.",
    "A service or workload stands for one of its pods; the forwarding ends when that pod does.",
  ],
  examples: [
    ["Port 8888 here is 5000 in the pod", "kubectl port-forward pod/mypod 8888:5000"],
    ["To a pod of a service", "kubectl port-forward service/myservice 8443:https"],
    ["Any free port here", "kubectl port-forward pod/mypod :5000"],
  ],
  flags: {
    address: { type: "list", value: ["localhost"], help: "Addresses to listen on, separated by commas." },
    podRunningTimeout: { type: "duration", value: 60_000, help: "How long to wait for a pod to run (5s, 2m, 3h)" },
  },
  async run({ flags, operands, path }, kube) {
    if (operands.length < 2) throw usageError(path, "TYPE/NAME and list of ports are required for port-forward");
    const [word = "", ...ports] = operands;
    const { place, pod } = await findPod(kube, word, flags.podRunningTimeout);
    if (textAt(pod, "status", "phase") !== "Running") {
      throw new CommandError(
        `unable to forward port because pod is not running. Current status=${textAt(pod, "status", "phase")}`,
      );
    }
    const service = await serviceOf(kube, word);
    const pairs = ports.map((text) => readPorts(text, pod, service));
    const addresses = flags.address.map((one) => (one === "localhost" ? "127.0.0.1" : one));
    const handles: ListenHandle[] = [];
    try {
      for (const { local, remote } of pairs) {
        for (const ip of addresses) {
          const port = local === 0 ? freePort(kube, ip) : local;
          handles.push(listen(kube, { ...place, name: nameOf(pod) }, ip, port, remote));
          await kube.out(`Forwarding from ${ip}:${port} -> ${remote}\n`);
          if (flags.address.includes("localhost")) await kube.out(`Forwarding from [::1]:${port} -> ${remote}\n`);
        }
      }
      await new Promise<void>((resolve) => {
        if (kube.io.signal.aborted) resolve();
        kube.io.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      throw kube.io.signal.reason;
    } finally {
      for (const handle of handles) handle.close();
    }
  },
});

async function serviceOf(kube: Kube, word: string): Promise<JsonObject | undefined> {
  const [type = "", name = ""] = word.split("/");
  if (!word.includes("/")) return undefined;
  const resource = (await kube.discovery()).find(type);
  if (resource.plural !== "services") return undefined;
  return (await kube.rest()).get({ resource, namespace: await kube.namespace(), name });
}

/** "8080", "8080:80", ":80", names included; a service's port stands for its target port. */
function readPorts(
  text: string,
  pod: JsonObject,
  service: JsonObject | undefined,
): { readonly local: number; readonly remote: number } {
  const parts = text.split(":");
  const [localText = "", remoteText = localText] = parts;
  if (parts.length > 2) throw new CommandError(`invalid port format '${text}'`);
  const remote = service ? targetPort(service, pod, remoteText) : containerPort(pod, remoteText);
  const local = localText === "" ? 0 : /^\d+$/.test(localText) ? Number(localText) : remote;
  if (local > 65535)
    throw new CommandError(
      `error parsing local port '${localText}': strconv.ParseUint: parsing "${localText}": value out of range`,
    );
  return { local, remote };
}

function containerPort(pod: JsonObject, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const found = listAt(pod, "spec", "containers")
    .flatMap((container) => listAt(container, "ports"))
    .find((port) => textAt(port, "name") === text);
  if (!found) throw new CommandError(`Pod '${nameOf(pod)}' does not have a named port '${text}'`);
  return numberAt(found, "containerPort") ?? 0;
}

function targetPort(service: JsonObject, pod: JsonObject, text: string): number {
  const ports = listAt(service, "spec", "ports") as readonly JsonObject[];
  const found = ports.find((port) => String(port.port) === text || port.name === text);
  if (!found) {
    const known = /^\d+$/.test(text)
      ? `Service ${nameOf(service)} does not have a service port ${text}`
      : `Service '${nameOf(service)}' does not have a named port '${text}'`;
    throw new CommandError(known);
  }
  if (textAt(service, "spec", "clusterIP") === "None" || found.targetPort === undefined)
    return numberAt(found, "port") ?? 0;
  return containerPort(pod, String(found.targetPort));
}

function listen(kube: Kube, pod: Place, ip: string, port: number, remote: number): ListenHandle {
  try {
    return kube.io.net.listen(
      { ip, port, process: "kubectl" },
      { tcp: (connection) => void carry(kube, pod, connection, port, remote) },
    );
  } catch (error) {
    if (!(error instanceof AddressInUse)) throw error;
    throw new CommandError(`unable to listen on any of the requested ports: [{${port} ${remote}}]`);
  }
}

/** One connection here is one connection to the pod's port. */
async function carry(kube: Kube, pod: Place, connection: TcpConnection, local: number, remote: number): Promise<void> {
  try {
    await kube.out(`Handling connection for ${local}\n`);
    const there = await upgrade(
      kube,
      { ...pod, subresource: "portforward" },
      [["ports", remote]],
      "SPDY/3.1+portforward.k8s.io",
    );
    const copy = async (from: TcpConnection["input"], to: TcpConnection["output"]) => {
      try {
        for await (const chunk of from) await to.write(chunk);
      } finally {
        to.close();
      }
    };
    await Promise.all([copy(connection.input, there.output), copy(there.input, connection.output)]);
  } catch (error) {
    connection.reset();
    if (kube.io.signal.aborted) return;
    await kube
      .log(
        "E",
        "portforward.go:424",
        `"Unhandled Error" err=${JSON.stringify(`an error occurred forwarding ${local} -> ${remote}: ${(error as Error).message}`)}`,
      )
      .catch(() => {});
  }
}
