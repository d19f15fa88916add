import { mergePatch } from "../../../api/machinery/patch.ts";
import { withLastApplied } from "../apply/annotation.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { intOrString } from "../create/generate.ts";
import { type Json, type JsonObject, listAt, mapAt, nameOf, numberAt, objectAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS, SAVE_CONFIG_FLAG } from "../resource/flags.ts";
import { liveObjects } from "../resource/live.ts";

const FLAGS = {
  ...DRY_RUN_FLAG,
  ...fieldManagerFlag("kubectl-expose"),
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...SAVE_CONFIG_FLAG,
  selector: {
    type: "string",
    help: "Labels of the pods behind the service, where they should differ from the object's own selector.",
  },
  clusterIp: {
    type: "string",
    help: "The service's address. Empty lets the cluster choose, 'None' makes it headless.",
  },
  externalIp: { type: "string", help: "An address, not managed by Kubernetes, that nodes also take for the service." },
  labels: { type: "string", short: "l", help: "Labels of the service." },
  loadBalancerIp: {
    type: "string",
    help: "The address that the load balancer should have, where the cloud can do that.",
  },
  name: { type: "string", help: "The service's name." },
  overrideType: { type: "string", value: "merge", help: "How --overrides is applied: json, merge, or strategic." },
  overrides: { type: "string", help: "JSON that is laid over the generated service." },
  port: { type: "string", help: "The service's port. That of the object when absent." },
  protocol: { type: "string", help: "The protocol. 'TCP' when absent." },
  sessionAffinity: { type: "string", help: "'None' or 'ClientIP'." },
  targetPort: { type: "string", help: "Name or number of the port on the containers." },
  type: { type: "string", help: "ClusterIP, NodePort, LoadBalancer, or ExternalName. 'ClusterIP' when absent." },
} as const satisfies FlagTable;

export default command({
  usage:
    "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
  about: [
    "Put a service in front of a deployment, replica set, pod or another service.",
    "The service takes over the object's selector. Without --port it takes over the object's ports too.",
  ],
  examples: [
    ["Port 80 in front of the pods' 8000", "kubectl expose deployment nginx --port=80 --target-port=8000"],
    ["A pod", "kubectl expose pod valid-pod --port=444 --name=frontend"],
  ],
  flags: FLAGS,
  run: expose,
});

type Flags = Call<typeof FLAGS>["flags"];

async function expose({ flags, operands }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  const dryRun = await readDryRun(kube, flags.dryRun);
  const { live, errors } = await liveObjects(kube, {
    operands,
    filename: flags.filename,
    kustomize: flags.kustomize,
    recursive: flags.recursive,
  });
  throwAll(errors);
  const printer = await deedPrinter(kube, flags, dryRun);
  const rest = await kube.rest();
  const { namespace, namespaceGiven } = await kube.target();
  for (const { object } of live) {
    const name = (flags.name || nameOf(object)).slice(0, 63);
    let service = generate(object, flags, name, namespaceGiven ? namespace : undefined);
    if (flags.overrides) service = mergePatch(service, JSON.parse(flags.overrides)) as JsonObject;
    if (flags.saveConfig) service = withLastApplied(service);
    if (dryRun === "client") {
      await printer.print(service, "exposed");
      continue;
    }
    const resource = (await kube.discovery()).find("services");
    const created = await rest.create({ resource, namespace }, service, [
      ["fieldManager", flags.fieldManager],
      ["dryRun", dryRun === "server" ? "All" : undefined],
    ]);
    await printer.print(created, "exposed");
  }
}

function generate(object: JsonObject, flags: Flags, name: string, namespace: string | undefined): JsonObject {
  const selector = flags.selector ? pairs(flags.selector) : selectorOf(object);
  const labels = flags.labels ? pairs(flags.labels) : mapAt(object, "metadata", "labels");
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, ...(namespace && { namespace }), ...(Object.keys(labels).length > 0 && { labels }) },
    spec: {
      ports: portsOf(object, flags),
      selector,
      ...(flags.clusterIp && { clusterIP: flags.clusterIp }),
      ...(flags.type && { type: flags.type }),
      ...(flags.externalIp && { externalIPs: [flags.externalIp] }),
      ...(flags.loadBalancerIp && { loadBalancerIP: flags.loadBalancerIp }),
      ...(flags.sessionAffinity && { sessionAffinity: flags.sessionAffinity }),
    },
    status: { loadBalancer: {} },
  };
}

const pairs = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(",").map((part) => {
      const pieces = part.split("=");
      if (pieces.length !== 2) throw new CommandError(`unexpected label spec: ${part}`);
      return pieces as [string, string];
    }),
  );

/** @throws CommandError for kinds that have no pods behind them */
function selectorOf(object: JsonObject): Readonly<Record<string, string>> {
  const kind = textAt(object, "kind");
  switch (kind) {
    case "Pod": {
      const labels = mapAt(object, "metadata", "labels");
      if (Object.keys(labels).length === 0)
        throw new CommandError(
          "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed",
        );
      return labels;
    }
    case "Service":
    case "ReplicationController": {
      const selector = mapAt(object, "spec", "selector");
      if (Object.keys(selector).length === 0)
        throw new CommandError(
          "couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set",
        );
      return selector;
    }
    case "Deployment":
    case "ReplicaSet": {
      const labels = mapAt(object, "spec", "selector", "matchLabels");
      if (listAt(object, "spec", "selector", "matchExpressions").length > 0) {
        throw new CommandError(
          "couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - \"[]\" to map-based selector format",
        );
      }
      return labels;
    }
    default:
      throw new CommandError(`cannot expose a ${groupKind(object)}`);
  }
}

interface FoundPort {
  readonly port: number;
  readonly protocol: string;
}

/** Ports of the object's containers, or of the service itself. */
function introspect(object: JsonObject): FoundPort[] {
  if (textAt(object, "kind") === "Service") {
    return listAt(object, "spec", "ports").map((one) => ({
      port: numberAt(one, "port") ?? 0,
      protocol: textAt(one, "protocol") || "TCP",
    }));
  }
  const spec =
    textAt(object, "kind") === "Pod" ? objectAt(object, "spec") : objectAt(object, "spec", "template", "spec");
  return listAt(spec, "containers").flatMap((container) =>
    listAt(container, "ports").map((one) => ({
      port: numberAt(one, "containerPort") ?? 0,
      protocol: textAt(one, "protocol") || "TCP",
    })),
  );
}

function portsOf(object: JsonObject, flags: Flags): Json[] {
  const found = introspect(object);
  const wanted: FoundPort[] = flags.port
    ? flags.port.split(",").map((text) => {
        const port = Number(text);
        if (!Number.isInteger(port))
          throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
        return { port, protocol: flags.protocol || found.find((one) => one.port === port)?.protocol || "TCP" };
      })
    : found.map((one) => ({ ...one, protocol: flags.protocol || one.protocol }));
  if (wanted.length === 0) throw new CommandError("couldn't find port via --port flag or introspection");
  return wanted.map(({ port, protocol }, index) => ({
    ...(wanted.length > 1 && { name: `port-${index + 1}` }),
    protocol,
    port,
    targetPort: flags.targetPort ? intOrString(flags.targetPort) : port,
  }));
}

/** "ConfigMap", "Ingress.networking.k8s.io" */
function groupKind(object: JsonObject): string {
  const [group, version] = textAt(object, "apiVersion").split("/");
  return version === undefined ? textAt(object, "kind") : `${textAt(object, "kind")}.${group}`;
}
