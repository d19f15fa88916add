import { type Command, type CommandEntry, commandGroup } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import type { JsonObject } from "../json.ts";
import { generator, intOrString, parseUint } from "./generate.ts";

const TCP = {
  tcp: { type: "list", help: "Ports as '<port>' or '<port>:<targetPort>'." },
} as const satisfies FlagTable;

const MAKES = { group: "", version: "v1", plural: "services", namespaced: true } as const;

interface ServiceParts {
  readonly name: string;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  readonly tcp: readonly string[];
  readonly nodePort?: number;
  readonly clusterIP?: string;
  readonly externalName?: string;
}

/** @throws CommandError when a type that needs ports has none */
function service(parts: ServiceParts): JsonObject {
  if (parts.tcp.length === 0 && parts.clusterIP !== "None" && parts.type !== "ExternalName") {
    throw new CommandError("at least one tcp port specifier must be provided");
  }
  const ports = parts.tcp.map((text) => {
    const [first = "", second = ""] = text.split(":");
    const port = parseUint(first);
    return {
      name: text.replace(":", "-"),
      protocol: "TCP",
      port,
      targetPort: second ? intOrString(second) : port,
      ...(parts.nodePort ? { nodePort: parts.nodePort } : {}),
    };
  });
  const labels = { app: parts.name };
  return {
    kind: "Service",
    apiVersion: "v1",
    metadata: { name: parts.name, labels },
    spec: {
      ...(ports.length > 0 && { ports }),
      selector: labels,
      ...(parts.clusterIP && { clusterIP: parts.clusterIP }),
      type: parts.type,
      ...(parts.externalName && { externalName: parts.externalName }),
    },
    status: { loadBalancer: {} },
  };
}

const clusterIp = generator({
  usage: "create service clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]",
  about: ["Create a service with an address inside the cluster."],
  examples: [
    ["A service on one port", "kubectl create service clusterip my-cs --tcp=5678:8080"],
    ["Without an address of its own (headless)", 'kubectl create service clusterip my-cs --clusterip="None"'],
  ],
  flags: {
    ...TCP,
    clusterip: {
      type: "string",
      help: "The service's address. Empty lets the cluster choose, 'None' makes it headless.",
    },
  },
  makes: MAKES,
  failure: "failed to create ClusterIP service:",
  build: ({ flags }, _kube, name) => service({ name, type: "ClusterIP", tcp: flags.tcp, clusterIP: flags.clusterip }),
});

const nodePort = generator({
  usage: "create service nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
  about: ["Create a service that every node answers for on a port of its own."],
  examples: [["A service on one port", "kubectl create service nodeport my-ns --tcp=5678:8080"]],
  flags: { ...TCP, nodePort: { type: "int", help: "The port on the nodes; 0 lets the cluster choose." } },
  makes: MAKES,
  failure: "failed to create NodePort service:",
  build: ({ flags }, _kube, name) => service({ name, type: "NodePort", tcp: flags.tcp, nodePort: flags.nodePort }),
});

const loadBalancer = generator({
  usage: "create service loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
  about: ["Create a service behind a load balancer of the cluster's surroundings."],
  examples: [["A service on one port", "kubectl create service loadbalancer my-lbs --tcp=5678:8080"]],
  flags: TCP,
  makes: MAKES,
  failure: "failed to create LoadBalancer service:",
  build: ({ flags }, _kube, name) => service({ name, type: "LoadBalancer", tcp: flags.tcp }),
});

const externalName = generator({
  usage: "create service externalname NAME --external-name external.name [--dry-run=server|client|none]",
  about: [
    "Create a service that stands for a name outside the cluster.",
    "Looking the service up answers with that name (a CNAME); nothing is proxied.",
  ],
  examples: [["A name for another host", "kubectl create service externalname my-ns --external-name bar.com"]],
  flags: { ...TCP, externalName: { type: "string", required: true, help: "The name that the service stands for" } },
  makes: MAKES,
  failure: "failed to create ExternalName service:",
  build: ({ flags }, _kube, name) =>
    service({ name, type: "ExternalName", tcp: flags.tcp, externalName: flags.externalName }),
});

const entry = (name: string, summary: string, one: Command): CommandEntry => ({ name, summary, load: async () => one });

export default commandGroup({
  usage: "create service [flags]",
  about: ["Create a service using a specified subcommand."],
  subcommands: [
    entry("clusterip", "Create a ClusterIP service", clusterIp),
    entry("externalname", "Create an ExternalName service", externalName),
    entry("loadbalancer", "Create a LoadBalancer service", loadBalancer),
    entry("nodeport", "Create a NodePort service", nodePort),
  ],
});
