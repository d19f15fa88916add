import { listAt, mapAt, nameOf, namespaceOf } from "../json.ts";
import type { Describer } from "./describer.ts";
import { SCOPES } from "./namespace.ts";

export const resourceQuotaDescriber: Describer = {
  group: "",
  kind: "ResourceQuota",
  events: false,
  describe(quota, out) {
    out.field(0, "Name", nameOf(quota));
    out.field(0, "Namespace", namespaceOf(quota));
    const scopes = listAt(quota, "spec", "scopes").map(String).sort();
    if (scopes.length > 0) out.field(0, "Scopes", scopes.join(", "));
    for (const scope of scopes) if (SCOPES[scope]) out.line(0, ` * ${SCOPES[scope]}`);
    out.line(0, "Resource\tUsed\tHard");
    out.line(0, "--------\t----\t----");
    const hard = mapAt(quota, "status", "hard");
    const used = mapAt(quota, "status", "used");
    for (const name of Object.keys(hard).sort()) out.line(0, `${name}\t${used[name] ?? "0"}\t${hard[name]}`);
  },
};
