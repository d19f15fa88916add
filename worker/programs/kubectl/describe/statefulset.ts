import { dig, type Json, listAt, mapAt, nameOf, namespaceOf, numberAt, objectAt, textAt } from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import type { Describer } from "./describer.ts";
import { longTime, writeAnnotations, writeMap } from "./metadata.ts";
import { classOf } from "./persistentvolumeclaim.ts";
import { podStatuses } from "./pods.ts";
import { writePodTemplate } from "./podTemplate.ts";
import type { DescribeWriter } from "./writer.ts";

export const statefulSetDescriber: Describer = {
  group: "apps",
  kind: "StatefulSet",
  async describe(set, out, context) {
    out.field(0, "Name", nameOf(set));
    out.field(0, "Namespace", namespaceOf(set));
    out.field(0, "CreationTimestamp", longTime(textAt(set, "metadata", "creationTimestamp"), context));
    out.field(0, "Selector", selectorText(objectAt(set, "spec", "selector")));
    writeMap(out, 0, "Labels", mapAt(set, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(set, "metadata", "annotations"));
    const count = (...path: string[]) => numberAt(set, ...path) ?? 0;
    out.field(0, "Replicas", `${count("spec", "replicas")} desired | ${count("status", "replicas")} total`);
    out.field(0, "Update Strategy", textAt(set, "spec", "updateStrategy", "type"));
    const partition = numberAt(set, "spec", "updateStrategy", "rollingUpdate", "partition");
    if (partition !== undefined) out.field(1, "Partition", partition);
    out.field(0, "Pods Status", await podStatuses(set, context));
    writePodTemplate(objectAt(set, "spec", "template"), out);
    writeClaims(listAt(set, "spec", "volumeClaimTemplates"), out);
  },
};

function writeClaims(templates: readonly Json[], out: DescribeWriter): void {
  if (templates.length === 0) return out.line(0, "Volume Claims:\t<none>");
  out.line(0, "Volume Claims:");
  for (const claim of templates) {
    out.field(1, "Name", nameOf(claim));
    out.field(1, "StorageClass", classOf(claim));
    writeIndented(out, "Labels", mapAt(claim, "metadata", "labels"));
    writeIndented(out, "Annotations", mapAt(claim, "metadata", "annotations"));
    const capacity = dig(claim, "spec", "resources", "requests", "storage");
    out.field(1, "Capacity", capacity === undefined ? "<default>" : String(capacity));
    out.field(1, "Access Modes", `[${listAt(claim, "spec", "accessModes").map(String).join(" ")}]`);
  }
}

/** A map two blanks in, its later lines with a tab. */
function writeIndented(out: DescribeWriter, title: string, map: Readonly<Record<string, string>>): void {
  const keys = Object.keys(map).sort();
  out.write(0, `  ${title}:\t`);
  if (keys.length === 0) return out.line(0, "<none>");
  keys.forEach((key, i) => {
    out.line(0, `${i > 0 ? "  \t" : ""}${key}=${map[key]}`);
  });
}
