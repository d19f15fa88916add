import type { EventObject, EventsEventObject } from "../generated/types.ts";
import { type FieldError, fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind, otherForm } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { deepEqual } from "../machinery/values.ts";
import { Event, validateEvent } from "./event.ts";

/** The same events as in the core group, under other names. k8s.io/kubernetes pkg/apis/events/v1/conversion.go */
const forms = {
  toStored: (event: EventsEventObject): Omit<EventObject, keyof KubeObject> => ({
    involvedObject: event.regarding ?? {},
    reason: event.reason,
    message: event.note,
    source: event.deprecatedSource,
    firstTimestamp: event.deprecatedFirstTimestamp,
    lastTimestamp: event.deprecatedLastTimestamp,
    count: event.deprecatedCount,
    type: event.type,
    eventTime: event.eventTime,
    series: event.series,
    action: event.action,
    related: event.related,
    reportingComponent: event.reportingController,
    reportingInstance: event.reportingInstance,
  }),
  view: (event: EventObject): Omit<EventsEventObject, keyof KubeObject> => ({
    eventTime: event.eventTime as string,
    series: event.series as EventsEventObject["series"],
    reportingController: event.reportingComponent,
    reportingInstance: event.reportingInstance,
    action: event.action,
    reason: event.reason,
    regarding: event.involvedObject,
    related: event.related,
    note: event.message,
    type: event.type,
    deprecatedSource: event.source,
    deprecatedFirstTimestamp: event.firstTimestamp,
    deprecatedLastTimestamp: event.lastTimestamp,
    deprecatedCount: event.count,
  }),
};

const asCore = (event: EventsEventObject): EventObject => ({ ...event, ...forms.toStored(event) }) as EventObject;

const at = fieldPath;
const unset = (field: string) => invalid(at(field), "", "needs to be unset");

function seriesErrors({ series }: EventsEventObject): FieldError[] {
  if (!series) return [];
  return [
    ...((series.count ?? 0) < 2 ? [invalid(at("series.count"), "", "should be at least 2")] : []),
    ...(series.lastObservedTime ? [] : [required(at("series.lastObservedTime"))]),
  ];
}

/** What an update of a core event may change, one of this group may not. */
const IMMUTABLE = [
  "involvedObject",
  "reason",
  "message",
  "source",
  "firstTimestamp",
  "lastTimestamp",
  "count",
  "reason",
  "type",
  "eventTime",
  "action",
  "related",
] as const;
const REPORTER = { reportingComponent: "reportingController", reportingInstance: "reportingInstance" } as const;

/** Selectable fields of the core form by their names here. */
const FIELDS: Readonly<Record<string, string>> = {
  reason: "reason",
  "regarding.kind": "involvedObject.kind",
  "regarding.namespace": "involvedObject.namespace",
  "regarding.name": "involvedObject.name",
  "regarding.uid": "involvedObject.uid",
  "regarding.apiVersion": "involvedObject.apiVersion",
  "regarding.resourceVersion": "involvedObject.resourceVersion",
  "regarding.fieldPath": "involvedObject.fieldPath",
  reportingController: "reportingComponent",
  type: "type",
};

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ k8s.io/kubernetes pkg/apis/core/validation/events.go */
export const EventsEvent = otherForm(
  defineKind<EventsEventObject>({
    group: "events.k8s.io",
    version: "v1",
    kind: "Event",
    plural: "events",
    shortNames: ["ev"],
    namespaced: true,
    schema: "events.Event",
    withoutGeneration: true,
    validate: (event) => validateEvent(asCore(event), "reportingController"),
    validateCreate: (event) => [
      ...seriesErrors(event),
      ...(event.eventTime ? [] : [required(at("eventTime"))]),
      ...(event.type === "Normal" || event.type === "Warning"
        ? []
        : [invalid(at("type"), "", `has invalid value: ${event.type ?? ""}`)]),
      ...(event.deprecatedFirstTimestamp ? [unset("firstTimestamp")] : []),
      ...(event.deprecatedLastTimestamp ? [unset("lastTimestamp")] : []),
      ...(event.deprecatedCount ? [unset("count")] : []),
      ...(event.deprecatedSource?.component || event.deprecatedSource?.host ? [unset("source")] : []),
    ],
    validateUpdate(event, old) {
      const [now, before] = [asCore(event), asCore(old)];
      const changed = (field: keyof EventObject) => !deepEqual(now[field], before[field]);
      const immutable = (field: keyof EventObject, name: string = field) =>
        changed(field) ? [invalid(at(name), now[field], "field is immutable")] : [];
      return [
        ...(changed("series") ? seriesErrors(event) : []),
        ...IMMUTABLE.flatMap((field) => immutable(field)),
        ...Object.entries(REPORTER).flatMap(([field, name]) => immutable(field as keyof typeof REPORTER, name)),
      ];
    },
    selectableFields: Object.fromEntries(
      Object.entries(FIELDS).map(([own, core]) => [
        own,
        (event: EventsEventObject) => Event.selectableFields?.[core]?.(asCore(event)) ?? "",
      ]),
    ),
    columns: Event.columns.map((column) => ({
      ...column,
      cell: (event: EventsEventObject, nowMs: number) => column.cell(asCore(event), nowMs),
    })),
  }),
  Event,
  forms,
);
