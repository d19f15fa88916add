import type { JobObject, PodObject } from "../../api/generated/types.ts";

export const COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";

export const isIndexed = ({ spec }: JobObject): boolean => spec.completionMode === "Indexed";

/** The index that a pod of an Indexed Job works on. */
export function indexOf({ metadata }: PodObject): number | undefined {
  const text = metadata.annotations?.[COMPLETION_INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Reads "0-2,5". */
export function parseIndexes(text: string | undefined): ReadonlySet<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? "").split(",")) {
    const [first, last = first] = part.split("-").map(Number) as [number, number?];
    if (part === "" || Number.isNaN(first)) continue;
    for (let index = first; index <= (last ?? first); index++) indexes.add(index);
  }
  return indexes;
}

/** Writes "0-2,5": runs of two as "0,1", longer ones as a range. k8s.io/kubernetes pkg/controller/job indexed_job_utils.go */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (sorted[end + 1] === sorted[end]! + 1) end += 1;
    const [first, last] = [sorted[i]!, sorted[end]!];
    parts.push(end === i ? `${first}` : end === i + 1 ? `${first},${last}` : `${first}-${last}`);
    i = end + 1;
  }
  return parts.join(",");
}

/** The lowest indexes that are neither done nor worked on. */
export function pendingIndexes(
  count: number,
  completions: number,
  taken: (index: number) => boolean,
): readonly number[] {
  const pending: number[] = [];
  for (let index = 0; index < completions && pending.length < count; index++) if (!taken(index)) pending.push(index);
  return pending;
}
