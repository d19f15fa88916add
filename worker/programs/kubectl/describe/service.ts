import { dig, type Json, type JsonObject, listAt, mapAt, nameOf, namespaceOf, numberAt, textAt } from "../json.ts";
import { formatLabels } from "../print/table.ts";
import type { Describer } from "./describer.ts";
import { readyEndpoints, slicesOf } from "./endpointList.ts";
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
    out.field(0, "IP Families", families.length > 0 ? families.join(",") : "<none>");
    out.field(0, "IP", textAt(service, "spec", "clusterIP"));
    const addresses = listAt(service, "spec", "clusterIPs");
    out.field(0, "IPs", addresses.length > 0 ? addresses.join(",") : "<none>");
    const external = listAt(service, "spec", "externalIPs");
    if (external.length > 0) out.field(0, "External IPs", external.join(","));
    optional("Desired LoadBalancer IP", "spec", "loadBalancerIP");
    optional("External Name", "spec", "externalName");
    const ingress = listAt(service, "status", "loadBalancer", "ingress");
    if (ingress.length > 0) out.field(0, "LoadBalancer Ingress", ingress.map(ingressWords).join(", "));
    const slices = await slicesOf({ name: nameOf(service), namespace: namespaceOf(service) }, context);
    for (const port of listAt(service, "spec", "ports")) writePort(port, slices, out);
    out.field(0, "Session Affinity", textAt(service, "spec", "sessionAffinity"));
    optional("External Traffic Policy", "spec", "externalTrafficPolicy");
    optional("Internal Traffic Policy", "spec", "internalTrafficPolicy");
    const health = numberAt(service, "spec", "healthCheckNodePort");
    if (health) out.field(0, "HealthCheck NodePort", health);
    const ranges = listAt(service, "spec", "loadBalancerSourceRanges");
    if (ranges.length > 0) out.field(0, "LoadBalancer Source Ranges", ranges.join(","));
    optional("Traffic Distribution", "spec", "trafficDistribution");
  },
};

function ingressWords(one: Json): string {
  const address = textAt(one, "ip");
  if (address === "") return textAt(one, "hostname");
  const mode = textAt(one, "ipMode");
  return mode ? `${address} (${mode})` : address;
}

function writePort(port: Json, slices: readonly JsonObject[], out: DescribeWriter): void {
  const name = textAt(port, "name");
  const protocol = textAt(port, "protocol");
  const shown = name || "<unset>";
  out.field(0, "Port", `${shown}\t${numberAt(port, "port")}/${protocol}`);
  const target = dig(port, "targetPort");
  out.field(0, "TargetPort", `${String(target ?? 0)}/${protocol}`);
  const application = dig(port, "appProtocol");
  if (typeof application === "string") out.field(0, "AppProtocol", application);
  const nodePort = numberAt(port, "nodePort");
  if (nodePort) out.field(0, "NodePort", `${shown}\t${nodePort}/${protocol}`);
  out.field(0, "Endpoints", readyEndpoints(slices, name));
}
