import { listAt, nameOf, namespaceOf } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeLimit } from "./namespace.ts";

export const limitRangeDescriber: Describer = {
  group: "",
  kind: "LimitRange",
  events: false,
  describe(range, out) {
    out.field(0, "Name", nameOf(range));
    out.field(0, "Namespace", namespaceOf(range));
    out.line(0, "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio");
    out.line(0, "----\t--------\t---\t---\t---------------\t-------------\t-----------------------");
    for (const limit of listAt(range, "spec", "limits")) writeLimit(limit, out, "");
  },
};
