import { dig, type Json, type JsonObject, listAt, mapAt, nameOf, namespaceOf, numberAt, textAt } from "../json.ts";
import { formatLabels } from "../print/table.ts";
import type { DescribeContext, Describer } from "./describer.ts";
import { writeHead } from "./metadata.ts";
import type { DescribeWriter } from "./writer.ts";

export const serviceDescriber: Describer = {
  group: "",
  kind: "Service",
  async describe(service, out, context) {
    const optional = (name: string, ...path: string[]) => {
      const value = textAt(service, ...path);
      if (value) out.field(0, name, value);
    };
    writeHead(service, out);
    out.field(0, "Selector", formatLabels(mapAt(service, "spec", "selector")));
    out.field(0, "Type", textAt(service, "spec", "type"));
    optional("IP Family Policy", "spec", "ipFamilyPolicy");
    const families = listAt(service, "spec", "ipFamilies");
    if (families.length > 0) out.field(0, "IP Families", families.join(","));
    out.field(0, "IP", textAt(service, "spec", "clusterIP"));
    const addresses = listAt(service, "spec", "clusterIPs");
    out.field(0, "IPs", addresses.length > 0 ? addresses.join(",") : "<none>");
    const external = listAt(service, "spec", "externalIPs");
    if (external.length > 0) out.field(0, "External IPs", external.join(","));
    optional("Desired LoadBalancer IP", "spec", "loadBalancerIP");
    optional("External Name", "spec", "externalName");
    const ingress = listAt(service, "status", "loadBalancer", "ingress");
    if (ingress.length > 0) out.field(0, "LoadBalancer Ingress", ingress.map(ingressWords).join(", "));
    const slices = await slicesOf(service, context);
    for (const port of listAt(service, "spec", "ports")) writePort(port, slices, out);
    out.field(0, "Session Affinity", textAt(service, "spec", "sessionAffinity"));
    optional("External Traffic Policy", "spec", "externalTrafficPolicy");
    optional("Internal Traffic Policy", "spec", "internalTrafficPolicy");
    optional("Traffic Distribution", "spec", "trafficDistribution");
    const health = numberAt(service, "spec", "healthCheckNodePort");
    if (health) out.field(0, "HealthCheck NodePort", health);
    const ranges = listAt(service, "spec", "loadBalancerSourceRanges");
    if (ranges.length > 0) out.field(0, "LoadBalancer Source Ranges", ranges.join(","));
  },
};

function ingressWords(one: Json): string {
  const address = textAt(one, "ip") || textAt(one, "hostname");
  const mode = textAt(one, "ipMode");
  return mode ? `${address} (${mode})` : address;
}

function writePort(port: Json, slices: readonly JsonObject[], out: DescribeWriter): void {
  const name = textAt(port, "name");
  const protocol = textAt(port, "protocol");
  const shown = name || "<unset>";
  out.field(0, "Port", `${shown}\t${numberAt(port, "port")}/${protocol}`);
  const target = dig(port, "targetPort");
  if (target !== undefined) out.field(0, "TargetPort", `${String(target)}/${protocol}`);
  const nodePort = numberAt(port, "nodePort");
  if (nodePort) out.field(0, "NodePort", `${shown}\t${nodePort}/${protocol}`);
  out.field(0, "Endpoints", endpointsOf(slices, name));
}

async function slicesOf(service: JsonObject, { rest, discovery }: DescribeContext): Promise<readonly JsonObject[]> {
  const resource = discovery.tryFind("endpointslices.discovery.k8s.io");
  if (!resource) return [];
  const selector = `kubernetes.io/service-name=${nameOf(service)}`;
  return (await rest.list({ resource, namespace: namespaceOf(service) }, [["labelSelector", selector]])).items;
}

const MOST = 3;

/** "10.244.1.2:80,10.244.1.3:80,10.244.2.2:80 + 2 more...": those that are ready. */
function endpointsOf(slices: readonly JsonObject[], portName: string): string {
  if (slices.length === 0) return "<none>";
  const all = slices.flatMap((slice) => {
    const ports = listAt(slice, "ports");
    const chosen = ports.filter((port) => textAt(port, "name") === portName);
    return chosen.flatMap((port) =>
      listAt(slice, "endpoints")
        .filter((endpoint) => dig(endpoint, "conditions", "ready") !== false)
        .flatMap((endpoint) =>
          listAt(endpoint, "addresses").map((address) => hostPort(String(address), numberAt(port, "port"))),
        ),
    );
  });
  if (all.length === 0) return "";
  return all.length > MOST ? `${all.slice(0, MOST).join(",")} + ${all.length - MOST} more...` : all.join(",");
}

const hostPort = (address: string, port: number | undefined): string =>
  `${address.includes(":") ? `[${address}]` : address}:${port}`;
