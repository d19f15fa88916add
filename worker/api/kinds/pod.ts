import type { PodObject } from "../generated/types.ts";
import { fieldPath, forbidden } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { joined } from "../machinery/values.ts";
import { podColumns } from "./pod/columns.ts";
import { validateImageText } from "./pod/containers.ts";
import { defaultPod } from "./pod/defaults.ts";
import { addLabelKeys } from "./pod/labelKeys.ts";
import { qosClassOf } from "./pod/qos.ts";
import { validatePodUpdate } from "./pod/update.ts";
import { validatePodAnnotations, validatePodSpec } from "./pod/validate.ts";
import { podWarnings } from "./pod/warnings.ts";

const SPEC = fieldPath("spec");

function tokensWithoutAccount({ volumes }: PodObject["spec"]) {
  return (volumes ?? []).flatMap(({ projected }, i) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken }, j) => {
      const at = SPEC.child("volumes").index(i).child("projected").child("sources").index(j);
      const words = "must not be specified when serviceAccountName is not set";
      return serviceAccountToken ? [forbidden(at.child("serviceAccountToken"), words)] : [];
    }),
  );
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
export const Pod = defineKind<PodObject>({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  shortNames: ["po"],
  categories: ["all"],
  namespaced: true,
  subresources: [
    "attach",
    "binding",
    "ephemeralcontainers",
    "eviction",
    "exec",
    "log",
    "portforward",
    "proxy",
    "resize",
    "status",
  ],
  schema: "Pod",
  statusKeeps: ["ownerReferences"],
  selectableFields: {
    "spec.nodeName": ({ spec }) => spec.nodeName ?? "",
    "spec.restartPolicy": ({ spec }) => spec.restartPolicy ?? "",
    "spec.schedulerName": ({ spec }) => spec.schedulerName ?? "",
    "spec.serviceAccountName": ({ spec }) => spec.serviceAccountName ?? "",
    "spec.hostNetwork": ({ spec }) => String(spec.hostNetwork ?? false),
    "status.phase": ({ status }) => status?.phase ?? "",
    "status.podIP": ({ status }) => status?.podIPs?.[0]?.ip ?? status?.podIP ?? "",
    "status.nominatedNodeName": ({ status }) => status?.nominatedNodeName ?? "",
  },
  setDefaults(pod) {
    defaultPod(pod.spec);
  },
  prepareCreate(pod) {
    addLabelKeys(pod);
    pod.status = { phase: "Pending", qosClass: qosClassOf(pod.spec) };
    if (pod.spec.schedulingGates?.length) {
      pod.status.conditions = [
        {
          type: "PodScheduled",
          status: "False",
          lastTransitionTime: pod.metadata.creationTimestamp,
          reason: "SchedulingGated",
          message: "Scheduling is blocked due to non-empty scheduling gates",
        },
      ];
    }
  },
  validate({ spec, metadata }) {
    const annotations = fieldPath("metadata").child("annotations");
    return joined(
      validatePodAnnotations(metadata.annotations, spec, annotations),
      validatePodSpec(spec, SPEC, { isPod: true }),
      spec.serviceAccountName ? [] : tokensWithoutAccount(spec),
      (spec.containers ?? []).flatMap((one, i) => validateImageText(one, SPEC.child("containers").index(i))),
      (spec.initContainers ?? []).flatMap((one, i) => validateImageText(one, SPEC.child("initContainers").index(i))),
    );
  },
  validateCreate: ({ spec }) =>
    joined(
      spec.ephemeralContainers?.length ? [forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create")] : [],
      spec.nodeName && spec.schedulingGates?.length
        ? [forbidden(SPEC.child("nodeName"), "cannot be set until all schedulingGates have been cleared")]
        : [],
    ),
  validateUpdate: validatePodUpdate,
  warn: ({ spec, metadata }) => podWarnings(spec, metadata),
  columns: podColumns,
  defaultGraceSeconds: ({ spec, status }) => {
    if (!spec.nodeName || status?.phase === "Failed" || status?.phase === "Succeeded") return 0;
    const seconds = spec.terminationGracePeriodSeconds ?? 30;
    return seconds < 0 ? 1 : seconds;
  },
});
