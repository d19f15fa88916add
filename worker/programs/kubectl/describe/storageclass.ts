import { formatLabels } from "../../../api/kinds/index.ts";
import { dig, listAt, mapAt, nameOf, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";

const DEFAULT = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];

export const storageClassDescriber: Describer = {
  group: "storage.k8s.io",
  kind: "StorageClass",
  describe(object, out) {
    const annotations = mapAt(object, "metadata", "annotations");
    out.field(0, "Name", nameOf(object));
    out.field(0, "IsDefaultClass", DEFAULT.some((key) => annotations[key] === "true") ? "Yes" : "No");
    out.field(0, "Annotations", formatLabels(annotations));
    out.field(0, "Provisioner", textAt(object, "provisioner"));
    out.field(0, "Parameters", formatLabels(mapAt(object, "parameters")));
    const grows = dig(object, "allowVolumeExpansion");
    out.field(0, "AllowVolumeExpansion", grows === undefined ? "<unset>" : grows === true ? "True" : "False");
    const options = listAt(object, "mountOptions");
    if (options.length === 0) out.field(0, "MountOptions", "<none>");
    else out.line(0, "MountOptions:");
    for (const option of options) out.line(1, String(option));
    out.field(0, "ReclaimPolicy", textAt(object, "reclaimPolicy"));
    out.field(0, "VolumeBindingMode", textAt(object, "volumeBindingMode"));
  },
};
