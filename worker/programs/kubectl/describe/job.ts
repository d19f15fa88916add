import { humanDuration } from "../../../base/duration.ts";
import { dig, type JsonObject, mapAt, nameOf, namespaceOf, numberAt, objectAt, textAt } from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import type { Describer } from "./describer.ts";
import { longTime, writeAnnotations, writeController, writeMap } from "./metadata.ts";
import { writePodTemplate } from "./podTemplate.ts";

export const jobDescriber: Describer = {
  group: "batch",
  kind: "Job",
  describe(job, out, context) {
    out.field(0, "Name", nameOf(job));
    out.field(0, "Namespace", namespaceOf(job));
    out.field(0, "Selector", selectorText(objectAt(job, "spec", "selector")));
    writeMap(out, 0, "Labels", mapAt(job, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(job, "metadata", "annotations"));
    writeController(job, out);
    const optional = (title: string, key: string, unit = "") => {
      const value = dig(job, "spec", key);
      if (value !== undefined && value !== null) out.field(0, title, `${String(value)}${unit}`);
    };
    optional("Parallelism", "parallelism");
    out.field(0, "Completions", numberAt(job, "spec", "completions") ?? "<unset>");
    optional("Completion Mode", "completionMode");
    optional("Suspend", "suspend");
    optional("Backoff Limit", "backoffLimit");
    optional("TTL Seconds After Finished", "ttlSecondsAfterFinished");
    const started = textAt(job, "status", "startTime");
    const completed = textAt(job, "status", "completionTime");
    if (started) out.field(0, "Start Time", longTime(started, context));
    if (completed) out.field(0, "Completed At", longTime(completed, context));
    if (started && completed) {
      out.field(0, "Duration", humanDuration(Date.parse(completed) - Date.parse(started)));
    }
    optional("Active Deadline Seconds", "activeDeadlineSeconds", "s");
    out.field(0, "Pods Statuses", podCounts(job));
    if (textAt(job, "spec", "completionMode") === "Indexed") {
      out.field(0, "Completed Indexes", shortIndexes(textAt(job, "status", "completedIndexes")));
    }
    writePodTemplate(objectAt(job, "spec", "template"), out);
  },
};

function podCounts(job: JsonObject): string {
  const count = (key: string) => numberAt(job, "status", key) ?? 0;
  const ready = numberAt(job, "status", "ready");
  const active = ready === undefined ? `${count("active")} Active` : `${count("active")} Active (${ready} Ready)`;
  return `${active} / ${count("succeeded")} Succeeded / ${count("failed")} Failed`;
}

const ENOUGH = 50;

/** "1,3-5", cut at the first comma behind the fiftieth character. */
function shortIndexes(indexes: string): string {
  if (indexes === "") return "<none>";
  const end = indexes.indexOf(",", ENOUGH);
  return end < 0 ? indexes : `${indexes.slice(0, end + 1)}...`;
}
