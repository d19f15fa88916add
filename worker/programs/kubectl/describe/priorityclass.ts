import { dig, mapAt, nameOf, numberAt, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeAnnotations } from "./metadata.ts";

export const priorityClassDescriber: Describer = {
  group: "scheduling.k8s.io",
  kind: "PriorityClass",
  describe(object, out) {
    out.field(0, "Name", nameOf(object));
    out.field(0, "Value", numberAt(object, "value") ?? 0);
    out.field(0, "GlobalDefault", dig(object, "globalDefault") === true);
    out.field(0, "PreemptionPolicy", textAt(object, "preemptionPolicy"));
    out.field(0, "Description", textAt(object, "description"));
    writeAnnotations(out, 0, mapAt(object, "metadata", "annotations"));
  },
};
