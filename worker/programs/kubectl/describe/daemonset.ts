import { mapAt, nameOf, namespaceOf, numberAt, objectAt } from "../json.ts";
import { formatLabels } from "../print/table.ts";
import { selectorText } from "../resource/labels.ts";
import type { Describer } from "./describer.ts";
import { writeAnnotations, writeMap } from "./metadata.ts";
import { podStatuses } from "./pods.ts";
import { writePodTemplate } from "./podTemplate.ts";

const COUNTS = [
  ["Desired Number of Nodes Scheduled", "desiredNumberScheduled"],
  ["Current Number of Nodes Scheduled", "currentNumberScheduled"],
  ["Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"],
  ["Number of Nodes Scheduled with Available Pods", "numberAvailable"],
  ["Number of Nodes Misscheduled", "numberMisscheduled"],
] as const;

export const daemonSetDescriber: Describer = {
  group: "apps",
  kind: "DaemonSet",
  async describe(set, out, context) {
    out.field(0, "Name", nameOf(set));
    out.field(0, "Namespace", namespaceOf(set));
    out.field(0, "Selector", selectorText(objectAt(set, "spec", "selector")));
    out.field(0, "Node-Selector", formatLabels(mapAt(set, "spec", "template", "spec", "nodeSelector")));
    writeMap(out, 0, "Labels", mapAt(set, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(set, "metadata", "annotations"));
    for (const [title, key] of COUNTS) out.line(0, `${title}: ${numberAt(set, "status", key) ?? 0}`);
    out.field(0, "Pods Status", await podStatuses(set, context));
    writePodTemplate(objectAt(set, "spec", "template"), out);
  },
};
