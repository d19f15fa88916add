import type { Container, JobObject, PodObject } from "../../api/generated/types.ts";
import { Job } from "../../api/kinds/index.ts";
import { podFromTemplate } from "../workload/pod-control.ts";
import { COMPLETION_INDEX } from "./indexes.ts";
import { TRACKING } from "./tally.ts";

const INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

/** A pod of a Job: held until it is counted, and for an index told of it by label, annotation, variable and host name. */
export function jobPod(job: JobObject, index: number | undefined): PodObject {
  const pod = podFromTemplate(Job, job, job.spec.template);
  const held: PodObject = {
    ...pod,
    metadata: { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), TRACKING] },
  };
  if (index === undefined) return held;
  const { name } = job.metadata;
  const tellIndex = (container: Container): Container =>
    container.env?.some((variable) => variable.name === INDEX_VARIABLE)
      ? container
      : {
          ...container,
          env: [
            ...(container.env ?? []),
            {
              name: INDEX_VARIABLE,
              valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } },
            },
          ],
        };
  return {
    ...held,
    metadata: {
      ...held.metadata,
      generateName: `${name}-${index}-`,
      labels: { ...held.metadata.labels, [COMPLETION_INDEX]: String(index) },
      annotations: { ...held.metadata.annotations, [COMPLETION_INDEX]: String(index) },
    },
    spec: {
      ...held.spec,
      hostname: held.spec.hostname ?? `${name}-${index}`,
      containers: held.spec.containers.map(tellIndex),
      ...(held.spec.initContainers && { initContainers: held.spec.initContainers.map(tellIndex) }),
    },
  };
}
