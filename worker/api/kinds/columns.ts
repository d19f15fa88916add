import { humanDuration } from "../../base/duration.ts";
import type { PodTemplateSpec } from "../generated/types.ts";
import type { Column } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";

/** Columns that many kinds share. k8s.io/kubernetes pkg/printers/internalversion/printers.go */

/** How long ago a time was: "3m12s"; "<unknown>" for a time that is not there. */
export function since(time: string | undefined, nowMs: number): string {
  return time ? humanDuration(nowMs - Date.parse(time)) : "<unknown>";
}

export const nameColumn: Column<KubeObject> = {
  name: "Name",
  format: "name",
  cell: ({ metadata }) => metadata.name,
};

export const ageColumn: Column<KubeObject> = {
  name: "Age",
  cell: ({ metadata }, nowMs) => since(metadata.creationTimestamp, nowMs),
};

/** The age of kinds without columns of their own: the time itself. k8s.io/apiserver pkg/registry/rest NewDefaultTableConvertor */
export const createdColumn: Column<KubeObject> = {
  name: "Created At",
  type: "date",
  description:
    "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.",
  cell: ({ metadata }) => metadata.creationTimestamp ?? "",
};

interface WithTemplate extends KubeObject {
  readonly spec: { readonly template: PodTemplateSpec };
}

const containersOf = ({ spec }: WithTemplate) => spec.template.spec?.containers ?? [];

/** Containers and Images of a pod template, both only in wide tables. */
export const containerColumns: readonly Column<WithTemplate>[] = [
  {
    name: "Containers",
    wide: true,
    cell: (object) =>
      containersOf(object)
        .map(({ name }) => name)
        .join(","),
  },
  {
    name: "Images",
    wide: true,
    cell: (object) =>
      containersOf(object)
        .map(({ image }) => image ?? "")
        .join(","),
  },
];

/** At most three of a list: "a,b,c + 2 more...". */
export function firstThree(list: readonly string[]): string {
  const shown = list.slice(0, 3).join(",");
  return list.length > 3 ? `${shown} + ${list.length - 3} more...` : shown;
}
