import { dig, isObject, type JsonObject, listAt, mapAt, nameOf, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeAnnotations, writeMap } from "./metadata.ts";
import { classOf, finalizersOf, phaseOf, shortModes } from "./persistentvolumeclaim.ts";
import type { DescribeWriter } from "./writer.ts";

/** What a source is called, and which of its fields are shown. */
const SOURCES: Readonly<Record<string, { readonly type: string; readonly fields: Readonly<Record<string, string>> }>> =
  {
    hostPath: {
      type: "HostPath (bare host directory volume)",
      fields: { Path: "path", HostPathType: "type" },
    },
    nfs: {
      type: "NFS (an NFS mount that lasts the lifetime of a pod)",
      fields: { Server: "server", Path: "path", ReadOnly: "readOnly" },
    },
    local: {
      type: "LocalVolume (a persistent volume backed by local storage on a node)",
      fields: { Path: "path" },
    },
    csi: {
      type: "CSI (a Container Storage Interface (CSI) volume source)",
      fields: { Driver: "driver", FSType: "fsType", VolumeHandle: "volumeHandle", ReadOnly: "readOnly" },
    },
  };

const FLAGS = new Set(["readOnly"]);

export const persistentVolumeDescriber: Describer = {
  group: "",
  kind: "PersistentVolume",
  describe(volume, out, context) {
    out.field(0, "Name", nameOf(volume));
    writeMap(out, 0, "Labels", mapAt(volume, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(volume, "metadata", "annotations"));
    out.field(0, "Finalizers", finalizersOf(volume));
    out.field(0, "StorageClass", classOf(volume));
    out.field(0, "Status", phaseOf(volume, context));
    const claim = dig(volume, "spec", "claimRef");
    out.field(0, "Claim", claim ? `${textAt(claim, "namespace")}/${textAt(claim, "name")}` : "");
    out.field(0, "Reclaim Policy", textAt(volume, "spec", "persistentVolumeReclaimPolicy"));
    out.field(0, "Access Modes", shortModes(listAt(volume, "spec", "accessModes")));
    const mode = textAt(volume, "spec", "volumeMode");
    if (mode) out.field(0, "VolumeMode", mode);
    out.field(0, "Capacity", mapAt(volume, "spec", "capacity").storage ?? "0");
    writeAffinity(volume, out);
    out.field(0, "Message", textAt(volume, "status", "message"));
    out.line(0, "Source:");
    writeSource(volume, out);
  },
};

function writeAffinity(volume: JsonObject, out: DescribeWriter): void {
  const required = dig(volume, "spec", "nodeAffinity", "required");
  if (!required) return out.line(0, "Node Affinity:\t<none>");
  out.line(0, "Node Affinity:\t");
  const terms = listAt(required, "nodeSelectorTerms");
  out.line(1, `Required Terms:\t${terms.length > 0 ? "" : "<none>"}`);
  for (const [i, term] of terms.entries()) {
    const lines = listAt(term, "matchExpressions").map((one) => {
      const values = listAt(one, "values").map(String);
      const operator = textAt(one, "operator").toLowerCase();
      return `${textAt(one, "key")} ${operator}${values.length > 0 ? ` [${values.join(", ")}]` : ""}`;
    });
    out.write(2, `Term ${i}:\t`);
    if (lines.length === 0) out.line(0, "<none>");
    for (const [j, line] of lines.entries()) {
      if (j > 0) out.write(2, "\t");
      out.line(0, line);
    }
  }
}

function writeSource(volume: JsonObject, out: DescribeWriter): void {
  const name = Object.keys(SOURCES).find((one) => isObject(dig(volume, "spec", one)));
  if (!name) return out.line(1, "<unknown>");
  const { type, fields } = SOURCES[name]!;
  const source = dig(volume, "spec", name);
  out.field(2, "Type", type);
  for (const [title, key] of Object.entries(fields)) {
    const value = dig(source, key);
    out.field(2, title, FLAGS.has(key) ? value === true : String(value ?? ""));
  }
  if (name !== "csi") return;
  const attributes = mapAt(source, "volumeAttributes");
  const keys = Object.keys(attributes).sort();
  out.write(2, "VolumeAttributes:\t");
  if (keys.length === 0) return out.line(0, "<none>");
  keys.forEach((key, i) => {
    if (i > 0) out.write(2, "\t");
    const line = `${key}=${attributes[key]}`;
    out.line(2, line.length > 140 ? `${line.slice(0, 140)}...` : line);
  });
}
