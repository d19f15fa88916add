import { listAt, mapAt, nameOf, namespaceOf, numberAt, objectAt } from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import { writeConditions } from "./conditions.ts";
import type { Describer } from "./describer.ts";
import { orNone, writeAnnotations, writeController, writeMap } from "./metadata.ts";
import { podStatuses } from "./pods.ts";
import { writePodTemplate } from "./podTemplate.ts";

export const replicaSetDescriber: Describer = {
  group: "apps",
  kind: "ReplicaSet",
  async describe(set, out, context) {
    out.field(0, "Name", nameOf(set));
    out.field(0, "Namespace", namespaceOf(set));
    out.field(0, "Selector", orNone(selectorText(objectAt(set, "spec", "selector"))));
    writeMap(out, 0, "Labels", mapAt(set, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(set, "metadata", "annotations"));
    writeController(set, out);
    const current = numberAt(set, "status", "replicas") ?? 0;
    out.field(0, "Replicas", `${current} current / ${numberAt(set, "spec", "replicas") ?? 0} desired`);
    let statuses: string;
    try {
      statuses = await podStatuses(set, context);
    } catch (error) {
      statuses = `error in fetching pods: ${error instanceof Error ? error.message : String(error)}`;
    }
    out.field(0, "Pods Status", statuses);
    writePodTemplate(objectAt(set, "spec", "template"), out);
    writeConditions(listAt(set, "status", "conditions"), out);
  },
};
