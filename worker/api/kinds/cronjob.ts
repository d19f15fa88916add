import { CronError, parseCron, timeZone } from "../../base/cron.ts";
import type { CronJobObject, CronJobSpec } from "../generated/types.ts";
import { type FieldError, type FieldPath, fieldPath, invalid, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, containerColumns, nameColumn, since } from "./columns.ts";
import { defaultJobSpec } from "./job/defaults.ts";
import { validateJobSpec } from "./job/validate.ts";
import { nameWarning, templateWarnings } from "./pod/warnings.ts";
import { nonNegative, oneOf, shownSelector } from "./rules.ts";
import { formatSelector } from "./selector.ts";
import { SPEC } from "./workload.ts";

const POLICIES = ["Allow", "Forbid", "Replace"];
/** A job's name is the CronJob's, a hyphen and the minute: ten digits at most leave this much. */
const LONGEST_NAME = 52;

function validateSchedule(spec: CronJobSpec, at: FieldPath, old?: CronJobSpec): FieldError[] {
  const { schedule } = spec;
  if (!schedule) return [required(at)];
  const errors: FieldError[] = [];
  try {
    parseCron(schedule);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    errors.push(invalid(at, schedule, error.message));
  }
  if (!schedule.includes("TZ")) return errors;
  if (!old?.schedule.includes("TZ")) {
    errors.push(invalid(at, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
  } else if (spec.timeZone !== undefined) {
    errors.push(invalid(at, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"));
  }
  return errors;
}

/** https://data.iana.org/time-zones/theory.html#naming */
function validateTimeZone(zone: string | undefined, at: FieldPath): FieldError[] {
  if (zone === undefined) return [];
  if (zone === "") return [invalid(at, zone, "timeZone must be nil or non-empty string")];
  const named = zone
    .split("/")
    .every((part) => /^[A-Za-z.\-_0-9+]{1,14}$/.test(part) && part !== "." && part !== ".." && !part.startsWith("-"));
  if (!named) return [invalid(at, zone, `unknown time zone ${zone}`)];
  const local = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
  return [
    ...(zone.toLowerCase() === "local" ? [invalid(at, zone, local)] : []),
    ...(zone === "Local" || timeZone(zone) ? [] : [invalid(at, zone, `unknown time zone ${zone}`)]),
  ];
}

function validateSpec(spec: CronJobSpec, old?: CronJobSpec): FieldError[] {
  const template = SPEC.child("jobTemplate").child("spec");
  const job = spec.jobTemplate.spec ?? { template: {} };
  return [
    ...validateSchedule(spec, SPEC.child("schedule"), old),
    ...nonNegative(SPEC.child("startingDeadlineSeconds"), spec.startingDeadlineSeconds),
    ...(old && old.timeZone === spec.timeZone ? [] : validateTimeZone(spec.timeZone, SPEC.child("timeZone"))),
    ...oneOf(SPEC.child("concurrencyPolicy"), spec.concurrencyPolicy, POLICIES),
    ...validateJobSpec(job, template),
    ...(job.selector
      ? [invalid(template.child("selector"), shownSelector(job.selector), "`selector` will be auto-generated")]
      : []),
    ...(job.manualSelector ? [notSupported(template.child("manualSelector"), true, ["nil", "false"])] : []),
    ...nonNegative(SPEC.child("successfulJobsHistoryLimit"), spec.successfulJobsHistoryLimit),
    ...nonNegative(SPEC.child("failedJobsHistoryLimit"), spec.failedJobsHistoryLimit),
  ];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/ */
export const CronJob = defineKind<CronJobObject>({
  group: "batch",
  version: "v1",
  kind: "CronJob",
  plural: "cronjobs",
  shortNames: ["cj"],
  categories: ["all"],
  namespaced: true,
  subresources: ["status"],
  schema: "CronJob",
  setDefaults({ spec }) {
    spec.concurrencyPolicy ||= "Allow";
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    spec.jobTemplate ??= {};
    spec.jobTemplate.spec ??= { template: {} };
    const job = spec.jobTemplate.spec;
    defaultJobSpec(job, { ofTemplate: true });
  },
  prepareCreate(cronJob) {
    cronJob.status = {};
  },
  validate: () => [],
  validateCreate: ({ spec, metadata }) => [
    ...validateSpec(spec),
    ...(metadata.name.length > LONGEST_NAME
      ? [invalid(fieldPath("metadata").child("name"), metadata.name, "must be no more than 52 characters")]
      : []),
  ],
  validateUpdate: ({ spec }, old) => validateSpec(spec, old.spec),
  warn: ({ metadata, spec }, old) => [
    ...(old ? [] : nameWarning("this is used in Pod names and hostnames", metadata.name)),
    ...templateWarnings(spec.jobTemplate.spec?.template, SPEC.child("jobTemplate").child("spec").child("template")),
    ...(old && spec.schedule.includes("TZ")
      ? [
          "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details",
        ]
      : []),
  ],
  columns: [
    nameColumn,
    { name: "Schedule", cell: ({ spec }) => spec.schedule },
    { name: "Timezone", cell: ({ spec }) => spec.timeZone ?? "<none>" },
    { name: "Suspend", type: "boolean", cell: ({ spec }) => (spec.suspend ? "True" : "False") },
    { name: "Active", type: "integer", cell: ({ status }) => status?.active?.length ?? 0 },
    {
      name: "Last Schedule",
      cell: ({ status }, nowMs) => (status?.lastScheduleTime ? since(status.lastScheduleTime, nowMs) : "<none>"),
    },
    ageColumn,
    ...containerColumns.map((column) => ({
      ...column,
      cell: ({ spec, ...rest }: CronJobObject, nowMs: number) =>
        column.cell({ ...rest, spec: { template: spec.jobTemplate.spec?.template ?? {} } }, nowMs),
    })),
    { name: "Selector", wide: true, cell: ({ spec }) => formatSelector(spec.jobTemplate.spec?.selector) },
  ],
});
