import { dig, listAt, mapAt, nameOf, namespaceOf, objectAt, textAt } from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import type { Describer } from "./describer.ts";
import { longTime, writeAnnotations, writeMap } from "./metadata.ts";
import { writePodTemplate } from "./podTemplate.ts";

export const cronJobDescriber: Describer = {
  group: "batch",
  kind: "CronJob",
  describe(cronJob, out, context) {
    out.field(0, "Name", nameOf(cronJob));
    out.field(0, "Namespace", namespaceOf(cronJob));
    writeMap(out, 0, "Labels", mapAt(cronJob, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(cronJob, "metadata", "annotations"));
    out.field(0, "Schedule", textAt(cronJob, "spec", "schedule"));
    out.field(0, "Concurrency Policy", textAt(cronJob, "spec", "concurrencyPolicy"));
    out.field(0, "Suspend", dig(cronJob, "spec", "suspend") === true ? "True" : "False");
    const set = (title: string, key: string, unit = "") => {
      const value = dig(cronJob, "spec", key);
      out.field(0, title, value === undefined || value === null ? "<unset>" : `${String(value)}${unit}`);
    };
    set("Time Zone", "timeZone");
    set("Successful Job History Limit", "successfulJobsHistoryLimit");
    set("Failed Job History Limit", "failedJobsHistoryLimit");
    set("Starting Deadline Seconds", "startingDeadlineSeconds", "s");
    const job = objectAt(cronJob, "spec", "jobTemplate", "spec");
    out.field(0, "Selector", job.selector ? selectorText(objectAt(job, "selector")) : "<unset>");
    out.field(0, "Parallelism", String(job.parallelism ?? "<unset>"));
    out.field(0, "Completions", String(job.completions ?? "<unset>"));
    const deadline = job.activeDeadlineSeconds;
    if (deadline !== undefined) out.field(0, "Active Deadline Seconds", `${String(deadline)}s`);
    writePodTemplate(objectAt(job, "template"), out);
    const last = textAt(cronJob, "status", "lastScheduleTime");
    out.field(0, "Last Schedule Time", last ? longTime(last, context) : "<unset>");
    const active = listAt(cronJob, "status", "active").map((one) => textAt(one, "name"));
    out.field(0, "Active Jobs", active.length > 0 ? active.join(", ") : "<none>");
  },
};
