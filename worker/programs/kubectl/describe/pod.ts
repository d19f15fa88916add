import { humanDuration } from "../../../base/duration.ts";
import { dig, listAt, mapAt, nameOf, namespaceOf, numberAt, objectAt, textAt } from "../json.ts";
import { writeContainers, writeResources } from "./containers.ts";
import type { Describer } from "./describer.ts";
import { longTime, writeAnnotations, writeController, writeMap } from "./metadata.ts";
import { writeSpread, writeTolerations } from "./podTemplate.ts";
import { writeVolumes } from "./volumes.ts";

const MIRROR = "kubernetes.io/config.mirror";

export const podDescriber: Describer = {
  group: "",
  kind: "Pod",
  describe(pod, out, context) {
    out.field(0, "Name", nameOf(pod));
    out.field(0, "Namespace", namespaceOf(pod));
    const priority = numberAt(pod, "spec", "priority");
    if (priority !== undefined) out.field(0, "Priority", priority);
    const optional = (name: string, ...path: string[]) => {
      const value = textAt(pod, ...path);
      if (value) out.field(0, name, value);
    };
    optional("Priority Class Name", "spec", "priorityClassName");
    optional("Runtime Class Name", "spec", "runtimeClassName");
    optional("Service Account", "spec", "serviceAccountName");
    const node = textAt(pod, "spec", "nodeName");
    out.field(0, "Node", node ? `${node}/${textAt(pod, "status", "hostIP")}` : "<none>");
    const started = textAt(pod, "status", "startTime");
    if (started) out.field(0, "Start Time", longTime(started, context));
    writeMap(out, 0, "Labels", mapAt(pod, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(pod, "metadata", "annotations"));
    const deleted = textAt(pod, "metadata", "deletionTimestamp");
    const phase = textAt(pod, "status", "phase");
    if (deleted && phase !== "Failed" && phase !== "Succeeded") {
      out.field(0, "Status", `Terminating (lasts ${humanDuration(context.nowMs - Date.parse(deleted))})`);
      out.field(0, "Termination Grace Period", `${numberAt(pod, "metadata", "deletionGracePeriodSeconds") ?? 0}s`);
    } else out.field(0, "Status", phase);
    optional("Reason", "status", "reason");
    optional("Message", "status", "message");
    optional("SeccompProfile", "spec", "securityContext", "seccompProfile", "type");
    optional("LocalhostProfile", "spec", "securityContext", "seccompProfile", "localhostProfile");
    out.field(0, "IP", textAt(pod, "status", "podIP"));
    const addresses = listAt(pod, "status", "podIPs");
    out.line(0, addresses.length === 0 ? "IPs:\t<none>" : "IPs:");
    for (const address of addresses) out.field(1, "IP", textAt(address, "ip"));
    writeController(pod, out);
    optional("NominatedNodeName", "status", "nominatedNodeName");
    if (dig(pod, "spec", "resources")) {
      out.line(0, "Resources:");
      writeResources(objectAt(pod, "spec", "resources"), 1, out);
    }
    for (const [title, list, statuses] of [
      ["Init Containers", "initContainers", "initContainerStatuses"],
      ["Containers", "containers", "containerStatuses"],
      ["Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"],
    ] as const) {
      const containers = listAt(pod, "spec", list);
      if (containers.length === 0 && list !== "containers") continue;
      writeContainers({ title, containers, statuses: listAt(pod, "status", statuses), space: "", pod, context }, out);
    }
    const conditions = listAt(pod, "status", "conditions");
    const gates = listAt(pod, "spec", "readinessGates");
    if (gates.length > 0) {
      out.line(0, "Readiness Gates:\n  Type\tStatus");
      for (const gate of gates) {
        const type = textAt(gate, "conditionType");
        const status = conditions.find((one) => textAt(one, "type") === type);
        out.line(1, `${type} \t${status ? textAt(status, "status") : "<none>"} `);
      }
    }
    if (conditions.length > 0) {
      out.line(0, "Conditions:\n  Type\tStatus");
      for (const one of conditions) out.line(1, `${textAt(one, "type")} \t${textAt(one, "status")} `);
    }
    writeVolumes(listAt(pod, "spec", "volumes"), "", out);
    optional("QoS Class", "status", "qosClass");
    writeMap(out, 0, "Node-Selectors", mapAt(pod, "spec", "nodeSelector"));
    writeTolerations("", listAt(pod, "spec", "tolerations"), out);
    writeSpread("", listAt(pod, "spec", "topologySpreadConstraints"), out);
  },
  // The kubelet names a static pod by the hash of its manifest.
  eventUids: (pod) => [mapAt(pod, "metadata", "annotations")[MIRROR] ?? textAt(pod, "metadata", "uid")],
};
