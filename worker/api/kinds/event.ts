import type { EventObject } from "../generated/types.ts";
import { type FieldError, fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { joined } from "../machinery/values.ts";
import { since } from "./columns.ts";
import { dnsSubdomain, qualifiedName } from "./rules.ts";

/**
 * Events of old clients are judged mildly, those with an eventTime by the new rules.
 *
 * @param reporter what the field of the reporting component is called
 */
export function validateEvent(event: EventObject, reporter = "reportingComponent"): FieldError[] {
  const { involvedObject, metadata, eventTime } = event;
  const namespace = metadata.namespace ?? "";
  const about = involvedObject.namespace ?? "";
  const errors: FieldError[] = [];
  const atLarge = namespace === "default" || (eventTime ? namespace === "kube-system" : namespace === "");
  if (about === "" ? !atLarge : !eventTime && about !== namespace) {
    errors.push(invalid(fieldPath("involvedObject").child("namespace"), about, "does not match event.namespace"));
  }
  if (eventTime) {
    const component = fieldPath(reporter);
    const limited = (field: string, text = "", limit: number) => {
      if (!text && field !== "message") errors.push(required(fieldPath(field)));
      if (text.length > limit) errors.push(invalid(fieldPath(field), "", `can have at most ${limit} characters`));
    };
    if (!event.reportingComponent) errors.push(required(component));
    errors.push(...qualifiedName(component, event.reportingComponent ?? ""));
    limited("reportingInstance", event.reportingInstance, 128);
    limited("action", event.action, 128);
    limited("reason", event.reason, 128);
    limited("message", event.message, 1024);
  }
  return joined(errors, dnsSubdomain(fieldPath("namespace"), namespace));
}

const firstSeen = ({ firstTimestamp, eventTime }: EventObject, nowMs: number) =>
  since(firstTimestamp ?? eventTime, nowMs);

function lastSeen(event: EventObject, nowMs: number): string {
  if (event.series) return since(event.series.lastObservedTime, nowMs);
  return event.lastTimestamp ? since(event.lastTimestamp, nowMs) : firstSeen(event, nowMs);
}

/** "pod/web-1", or just "pod" when the object has no name. */
function target({ involvedObject }: EventObject): string {
  const kind = (involvedObject.kind ?? "").toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

/** "kubelet, node-1": who saw it, and where. */
function sourceText({ source, reportingComponent, reportingInstance }: EventObject): string {
  const component = source?.component || reportingComponent || "";
  const instance = source?.host || reportingInstance || "";
  return instance ? `${component}, ${instance}` : component;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ (the core form of it) */
export const Event = defineKind<EventObject>({
  group: "",
  version: "v1",
  kind: "Event",
  plural: "events",
  shortNames: ["ev"],
  namespaced: true,
  schema: "Event",
  withoutGeneration: true,
  validate: (event) => validateEvent(event),
  selectableFields: {
    "involvedObject.kind": ({ involvedObject }) => involvedObject.kind ?? "",
    "involvedObject.namespace": ({ involvedObject }) => involvedObject.namespace ?? "",
    "involvedObject.name": ({ involvedObject }) => involvedObject.name ?? "",
    "involvedObject.uid": ({ involvedObject }) => involvedObject.uid ?? "",
    "involvedObject.apiVersion": ({ involvedObject }) => involvedObject.apiVersion ?? "",
    "involvedObject.resourceVersion": ({ involvedObject }) => involvedObject.resourceVersion ?? "",
    "involvedObject.fieldPath": ({ involvedObject }) => involvedObject.fieldPath ?? "",
    reason: ({ reason }) => reason ?? "",
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? "",
    source: ({ source, reportingComponent }) => source?.component || reportingComponent || "",
    type: ({ type }) => type ?? "",
  },
  columns: [
    { name: "Last Seen", cell: lastSeen },
    { name: "Type", cell: ({ type }) => type ?? "" },
    { name: "Reason", cell: ({ reason }) => reason ?? "" },
    { name: "Object", cell: target },
    { name: "Subobject", wide: true, cell: ({ involvedObject }) => involvedObject.fieldPath ?? "" },
    { name: "Source", wide: true, cell: sourceText },
    { name: "Message", cell: ({ message }) => (message ?? "").trim() },
    { name: "First Seen", wide: true, cell: firstSeen },
    { name: "Count", wide: true, cell: ({ series, count }) => (series ? (series.count ?? 0) : count || 1) },
    { name: "Name", format: "name", wide: true, cell: ({ metadata }) => metadata.name },
  ],
});
