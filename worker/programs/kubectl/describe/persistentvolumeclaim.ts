import { humanDuration } from "../../../base/duration.ts";
import { dig, type Json, type JsonObject, listAt, mapAt, nameOf, namespaceOf, textAt } from "../json.ts";
import type { DescribeContext, Describer } from "./describer.ts";
import { longTime, writeAnnotations, writeMap } from "./metadata.ts";

const SHORT: readonly (readonly [string, string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

/** "RWO,ROX" */
export const shortModes = (modes: readonly Json[]): string =>
  SHORT.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(",");

export const classOf = (object: Json): string =>
  mapAt(object, "metadata", "annotations")["volume.beta.kubernetes.io/storage-class"] ??
  textAt(object, "spec", "storageClassName");

/** "Bound", or how long it has been going away. */
export function phaseOf(object: JsonObject, { nowMs }: Pick<DescribeContext, "nowMs">): string {
  const leaving = textAt(object, "metadata", "deletionTimestamp");
  if (!leaving) return textAt(object, "status", "phase");
  return `Terminating (lasts ${humanDuration(nowMs - Date.parse(leaving))})`;
}

export const finalizersOf = (object: JsonObject): string =>
  `[${listAt(object, "metadata", "finalizers").map(String).join(" ")}]`;

export const persistentVolumeClaimDescriber: Describer = {
  group: "",
  kind: "PersistentVolumeClaim",
  async describe(claim, out, context) {
    const bound = textAt(claim, "spec", "volumeName") !== "";
    out.field(0, "Name", nameOf(claim));
    out.field(0, "Namespace", namespaceOf(claim));
    out.field(0, "StorageClass", classOf(claim));
    out.field(0, "Status", phaseOf(claim, context));
    out.field(0, "Volume", textAt(claim, "spec", "volumeName"));
    writeMap(out, 0, "Labels", mapAt(claim, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(claim, "metadata", "annotations"));
    out.field(0, "Finalizers", finalizersOf(claim));
    out.field(0, "Capacity", bound ? (mapAt(claim, "status", "capacity").storage ?? "0") : "");
    out.field(0, "Access Modes", bound ? shortModes(listAt(claim, "status", "accessModes")) : "");
    const mode = textAt(claim, "spec", "volumeMode");
    if (mode) out.field(0, "VolumeMode", mode);
    const source = dig(claim, "spec", "dataSource");
    if (source) {
      out.line(0, "DataSource:");
      if (textAt(source, "apiGroup")) out.field(1, "APIGroup", textAt(source, "apiGroup"));
      out.field(1, "Kind", textAt(source, "kind"));
      out.field(1, "Name", textAt(source, "name"));
    }
    const users = await usersOf(claim, context);
    out.field(0, "Used By", users.length > 0 ? users.join("\n\t") : "<none>");
    const conditions = listAt(claim, "status", "conditions");
    if (conditions.length === 0) return;
    out.line(0, "Conditions:");
    out.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage");
    out.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for (const one of conditions) {
      const times = ["lastProbeTime", "lastTransitionTime"].map((key) => longTime(textAt(one, key), context));
      const texts = ["reason", "message"].map((key) => textAt(one, key));
      out.line(
        1,
        [`${textAt(one, "type")} `, `${textAt(one, "status")} `, ...times.map((time) => `${time} `), ...texts].join(
          "\t",
        ),
      );
    }
  },
};

/** Names of the pods that mount a claim, sorted. */
async function usersOf(claim: JsonObject, { rest, discovery }: DescribeContext): Promise<string[]> {
  const resource = discovery.tryFind("pods");
  const pods = resource ? (await rest.list({ resource, namespace: namespaceOf(claim) })).items : [];
  return pods
    .filter((pod) =>
      listAt(pod, "spec", "volumes").some((one) => textAt(one, "persistentVolumeClaim", "claimName") === nameOf(claim)),
    )
    .map(nameOf)
    .sort();
}
