import { dig, isObject, listAt, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { joined, orNone, writeHead } from "./metadata.ts";

export const endpointSliceDescriber: Describer = {
  group: "discovery.k8s.io",
  kind: "EndpointSlice",
  describe(slice, out) {
    writeHead(slice, out);
    out.field(0, "AddressType", textAt(slice, "addressType"));
    const ports = listAt(slice, "ports");
    if (ports.length === 0) out.line(0, "Ports: <unset>");
    else {
      out.line(0, "Ports:");
      out.line(1, "Name\tPort\tProtocol");
      out.line(1, "----\t----\t--------");
    }
    for (const port of ports) {
      const number = dig(port, "port") ?? "<unset>";
      out.line(1, `${textAt(port, "name") || "<unset>"}\t${String(number)}\t${textAt(port, "protocol")}`);
    }
    const endpoints = listAt(slice, "endpoints");
    out.line(0, endpoints.length === 0 ? "Endpoints: <none>" : "Endpoints:");
    for (const endpoint of endpoints) {
      const set = (...path: string[]) => String(dig(endpoint, ...path) ?? "<unset>");
      out.field(1, "- Addresses", orNone(joined(endpoint, "addresses").replaceAll(",", ", ")));
      out.line(2, "Conditions:");
      out.field(3, "Ready", set("conditions", "ready"));
      out.field(2, "Hostname", set("hostname"));
      const target = dig(endpoint, "targetRef");
      if (isObject(target)) out.field(2, "TargetRef", `${textAt(target, "kind")}/${textAt(target, "name")}`);
      out.field(2, "NodeName", set("nodeName"));
      out.field(2, "Zone", set("zone"));
    }
  },
};
