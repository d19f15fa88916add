import type { JobSpec } from "../../generated/types.ts";
import type { Draft } from "../../machinery/object.ts";
import { defaultPodTemplate } from "../pod/defaults.ts";

/**
 * What the server fills into a job's spec. Of the jobs of a CronJob only their pods and policies are filled in: the rest
 * is, when one is made. k8s.io/kubernetes pkg/apis/batch/v1 SetDefaults_Job
 */
export function defaultJobSpec(
  spec: Draft<JobSpec>,
  { ofTemplate = false }: { readonly ofTemplate?: boolean } = {},
): void {
  if (!ofTemplate) {
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
    spec.parallelism ??= 1;
    spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1;
    spec.completionMode ??= "NonIndexed";
    spec.suspend ??= false;
    spec.podReplacementPolicy ??= spec.podFailurePolicy ? "Failed" : "TerminatingOrFailed";
    spec.manualSelector ??= false;
  }
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= "True";
  }
  spec.template ??= {};
  defaultPodTemplate(spec.template);
}
