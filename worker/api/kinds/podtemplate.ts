import type { PodTemplateObject } from "../generated/types.ts";
import { fieldPath } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { containerColumns, nameColumn } from "./columns.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { validatePodTemplate } from "./pod/validate.ts";
import { templateWarnings } from "./pod/warnings.ts";
import { formatLabels } from "./selector.ts";

const TEMPLATE = fieldPath("template");

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/ */
export const PodTemplate = defineKind<PodTemplateObject>({
  group: "",
  version: "v1",
  kind: "PodTemplate",
  plural: "podtemplates",
  namespaced: true,
  schema: "PodTemplate",
  setDefaults(draft) {
    draft.template ??= {};
    defaultPodTemplate(draft.template);
  },
  validate: ({ template }) => validatePodTemplate(template ?? {}, TEMPLATE),
  warn: ({ template }) => templateWarnings(template, TEMPLATE),
  columns: [
    nameColumn,
    ...containerColumns.map(({ name, cell }) => ({
      name,
      cell: ({ template, ...rest }: PodTemplateObject, nowMs: number) =>
        cell({ ...rest, spec: { template: template ?? {} } }, nowMs),
    })),
    { name: "Pod Labels", cell: ({ template }) => formatLabels(template?.metadata?.labels) },
  ],
});
