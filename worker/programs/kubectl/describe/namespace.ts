import { type Json, type JsonObject, listAt, mapAt, nameOf, objectAt, textAt } from "../json.ts";
import type { DescribeContext, Describer } from "./describer.ts";
import { longTime, writeAnnotations, writeMap } from "./metadata.ts";
import type { DescribeWriter } from "./writer.ts";

export const namespaceDescriber: Describer = {
  group: "",
  kind: "Namespace",
  async describe(namespace, out, context) {
    out.field(0, "Name", nameOf(namespace));
    writeMap(out, 0, "Labels", mapAt(namespace, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(namespace, "metadata", "annotations"));
    out.field(0, "Status", textAt(namespace, "status", "phase"));
    const conditions = listAt(namespace, "status", "conditions");
    if (conditions.length > 0) {
      out.line(0, "Conditions:");
      out.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
      out.line(1, "----\t------\t------------------\t------\t-------");
      for (const one of conditions) {
        const changed = longTime(textAt(one, "lastTransitionTime"), context);
        const [type, status, reason, message] = ["type", "status", "reason", "message"].map((key) => textAt(one, key));
        out.line(1, `${type}\t${status}\t${changed}\t${reason}\t${message}`);
      }
    }
    // A server without these kinds gets no section about them.
    const quotas = await listIn("resourcequotas", namespace, context);
    if (quotas) writeQuotas(quotas, out);
    const ranges = await listIn("limitranges", namespace, context);
    if (ranges) writeLimitRanges(ranges, out);
  },
  events: false,
};

async function listIn(
  plural: string,
  namespace: JsonObject,
  { rest, discovery }: DescribeContext,
): Promise<readonly JsonObject[] | undefined> {
  const resource = discovery.tryFind(plural);
  return resource && (await rest.list({ resource, namespace: nameOf(namespace) })).items;
}

export const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.",
  NotTerminating:
    "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.",
  BestEffort:
    "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.",
  NotBestEffort:
    "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.",
};

function writeQuotas(quotas: readonly JsonObject[], out: DescribeWriter): void {
  out.line(0);
  if (quotas.length === 0) return out.line(0, "No resource quota.");
  out.line(0, "Resource Quotas");
  for (const quota of [...quotas].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    out.field(1, "Name", nameOf(quota));
    const scopes = listAt(quota, "spec", "scopes").map(String).sort();
    if (scopes.length > 0) out.field(1, "Scopes", scopes.join(", "));
    for (const scope of scopes) if (SCOPES[scope]) out.line(1, `* ${SCOPES[scope]}`);
    out.line(1, "Resource\tUsed\tHard");
    out.line(1, "--------\t---\t---");
    const hard = mapAt(quota, "status", "hard");
    const used = mapAt(quota, "status", "used");
    for (const name of Object.keys(hard).sort()) out.line(1, `${name}\t${used[name] ?? "0"}\t${hard[name]}`);
  }
}

const LIMITS = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"] as const;

function writeLimitRanges(ranges: readonly JsonObject[], out: DescribeWriter): void {
  out.line(0);
  if (ranges.length === 0) return out.line(0, "No LimitRange resource.");
  out.line(0, "Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio");
  out.line(0, " ----\t--------\t---\t---\t---------------\t-------------\t-----------------------");
  for (const range of ranges) for (const limit of listAt(range, "spec", "limits")) writeLimit(limit, out);
}

/** One limit, a line a resource. */
export function writeLimit(limit: Json, out: DescribeWriter, indent = " "): void {
  const names = new Set(LIMITS.flatMap((key) => Object.keys(objectAt(limit, key))));
  for (const name of names) {
    const values = LIMITS.map((key) => mapAt(limit, key)[name] ?? "-");
    out.line(0, `${indent}${textAt(limit, "type")}\t${name}\t${values.join("\t")}`);
  }
}
