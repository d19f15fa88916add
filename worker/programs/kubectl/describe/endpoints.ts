import { type Json, listAt, numberAt, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { orNone, writeHead } from "./metadata.ts";

export const endpointsDescriber: Describer = {
  group: "",
  kind: "Endpoints",
  describe(endpoints, out) {
    writeHead(endpoints, out);
    out.line(0, "Subsets:");
    for (const subset of listAt(endpoints, "subsets")) {
      out.field(1, "Addresses", addresses(subset, "addresses"));
      out.field(1, "NotReadyAddresses", addresses(subset, "notReadyAddresses"));
      const ports = listAt(subset, "ports");
      if (ports.length > 0) {
        out.line(1, "Ports:");
        out.line(2, "Name\tPort\tProtocol");
        out.line(2, "----\t----\t--------");
      }
      for (const port of ports) {
        out.line(2, `${textAt(port, "name") || "<unset>"}\t${numberAt(port, "port")}\t${textAt(port, "protocol")}`);
      }
      out.line(0);
    }
  },
};

const addresses = (subset: Json, key: string): string =>
  orNone(
    listAt(subset, key)
      .map((one) => textAt(one, "ip"))
      .join(","),
  );
