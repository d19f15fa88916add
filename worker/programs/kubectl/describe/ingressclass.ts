import { dig, isObject, mapAt, nameOf, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeAnnotations, writeMap } from "./metadata.ts";

export const ingressClassDescriber: Describer = {
  group: "networking.k8s.io",
  kind: "IngressClass",
  describe(object, out) {
    out.field(0, "Name", nameOf(object));
    writeMap(out, 0, "Labels", mapAt(object, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(object, "metadata", "annotations"));
    out.field(0, "Controller", textAt(object, "spec", "controller"));
    const parameters = dig(object, "spec", "parameters");
    if (!isObject(parameters)) return;
    out.line(0, "Parameters:");
    if (parameters.apiGroup !== undefined) out.field(1, "APIGroup", textAt(parameters, "apiGroup"));
    out.field(1, "Kind", textAt(parameters, "kind"));
    out.field(1, "Name", textAt(parameters, "name"));
  },
};
