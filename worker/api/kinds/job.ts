import { humanDuration } from "../../base/duration.ts";
import type { JobObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { defaultJobSpec } from "./job/defaults.ts";
import { validateJob, validateJobUpdate } from "./job/validate.ts";
import { nameWarning, templateWarnings } from "./pod/warnings.ts";
import { formatSelector } from "./selector.ts";
import {
  JOB_CONTROLLER_UID_LABEL,
  JOB_NAME_LABEL,
  LEGACY_JOB_CONTROLLER_UID_LABEL,
  LEGACY_JOB_NAME_LABEL,
} from "./wellknown.ts";

const holds = ({ status }: JobObject, condition: string) =>
  status?.conditions?.find(({ type }) => type === condition)?.status === "True";

function statusWord(job: JobObject): string {
  if (holds(job, "Complete")) return "Complete";
  if (holds(job, "Failed")) return "Failed";
  if (job.metadata.deletionTimestamp) return "Terminating";
  return ["Suspended", "FailureTarget", "SuccessCriteriaMet"].find((condition) => holds(job, condition)) ?? "Running";
}

/** "1/3", or "0/1 of 5" for a job that ends with its first success among five workers. */
function completions({ spec, status }: JobObject): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationOf({ status }: JobObject, nowMs: number): string {
  if (!status?.startTime) return "";
  return humanDuration(
    (status.completionTime ? Date.parse(status.completionTime) : nowMs) - Date.parse(status.startTime),
  );
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ */
export const Job = defineKind<JobObject>({
  group: "batch",
  version: "v1",
  kind: "Job",
  plural: "jobs",
  categories: ["all"],
  namespaced: true,
  subresources: ["status"],
  schema: "Job",
  leavesDependents: true,
  selectableFields: { "status.successful": ({ status }) => String(status?.succeeded ?? 0) },
  setDefaults({ spec, metadata }) {
    const labels = spec.template?.metadata?.labels;
    if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
    defaultJobSpec(spec);
  },
  /** A job that does not bring its own selector selects its pods by its uid. */
  prepareCreate(job) {
    job.status = {};
    const { spec, metadata } = job;
    if (spec.manualSelector || !spec.template) return;
    const uid = metadata.uid ?? "";
    const taken = deepEqual(metadata.labels ?? {}, spec.template.metadata?.labels ?? {});
    spec.template.metadata ??= {};
    spec.template.metadata.labels = {
      [LEGACY_JOB_NAME_LABEL]: metadata.name,
      [JOB_NAME_LABEL]: metadata.name,
      [LEGACY_JOB_CONTROLLER_UID_LABEL]: uid,
      [JOB_CONTROLLER_UID_LABEL]: uid,
      ...spec.template.metadata.labels,
    };
    spec.selector ??= {};
    spec.selector.matchLabels = { [JOB_CONTROLLER_UID_LABEL]: uid, ...spec.selector.matchLabels };
    // Labels that a job takes from its template are those that the template ends up with.
    if (metadata.labels === undefined || taken) metadata.labels = { ...spec.template.metadata.labels };
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  warn: ({ metadata, spec }) => [
    ...nameWarning("this is used in Pod names and hostnames", metadata.name),
    ...templateWarnings(spec.template),
  ],
  columns: [
    nameColumn,
    { name: "Status", cell: statusWord },
    { name: "Completions", cell: completions },
    { name: "Duration", cell: durationOf },
    ageColumn,
    ...containerColumns,
    { name: "Selector", wide: true, cell: ({ spec }) => formatSelector(spec.selector) },
  ],
});
