import {
  type Json,
  type JsonObject,
  listAt,
  mapAt,
  nameOf,
  namespaceOf,
  numberAt,
  objectAt,
  sameJson,
  textAt,
  withField,
} from "../json.ts";
import { selectorText } from "../resource/labels.ts";
import { writeConditions } from "./conditions.ts";
import type { DescribeContext, Describer } from "./describer.ts";
import { longTime, writeAnnotations, writeMap } from "./metadata.ts";
import { writePodTemplate } from "./podTemplate.ts";

const count = (object: Json, ...path: string[]): number => numberAt(object, ...path) ?? 0;

export const deploymentDescriber: Describer = {
  group: "apps",
  kind: "Deployment",
  async describe(deployment, out, context) {
    out.field(0, "Name", nameOf(deployment));
    out.field(0, "Namespace", namespaceOf(deployment));
    out.field(0, "CreationTimestamp", longTime(textAt(deployment, "metadata", "creationTimestamp"), context));
    writeMap(out, 0, "Labels", mapAt(deployment, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(deployment, "metadata", "annotations"));
    out.field(0, "Selector", selectorText(objectAt(deployment, "spec", "selector")));
    const status = (key: string) => count(deployment, "status", key);
    out.field(
      0,
      "Replicas",
      `${count(deployment, "spec", "replicas")} desired | ${status("updatedReplicas")} updated | ${status("replicas")} total | ${status("availableReplicas")} available | ${status("unavailableReplicas")} unavailable`,
    );
    out.field(0, "StrategyType", textAt(deployment, "spec", "strategy", "type"));
    out.field(0, "MinReadySeconds", count(deployment, "spec", "minReadySeconds"));
    const rolling = objectAt(deployment, "spec", "strategy", "rollingUpdate");
    if (rolling.maxUnavailable !== undefined || rolling.maxSurge !== undefined) {
      out.field(
        0,
        "RollingUpdateStrategy",
        `${String(rolling.maxUnavailable)} max unavailable, ${String(rolling.maxSurge)} max surge`,
      );
    }
    writePodTemplate(objectAt(deployment, "spec", "template"), out);
    writeConditions(listAt(deployment, "status", "conditions"), out);
    const { old, current } = await replicaSets(deployment, context);
    if (old.length === 0 && !current) return;
    out.field(0, "OldReplicaSets", old.length > 0 ? old.map(counted).join(", ") : "<none>");
    out.field(0, "NewReplicaSet", current ? counted(current) : "<none>");
  },
};

const counted = (set: JsonObject): string =>
  `${nameOf(set)} (${count(set, "status", "replicas")}/${count(set, "spec", "replicas")} replicas created)`;

/** The deployment's own ReplicaSets: the one of its template, and the others. */
async function replicaSets(
  deployment: JsonObject,
  { rest, discovery }: DescribeContext,
): Promise<{ readonly old: readonly JsonObject[]; readonly current: JsonObject | undefined }> {
  const resource = discovery.tryFind("replicasets.apps");
  if (!resource) return { old: [], current: undefined };
  const { items } = await rest.list({ resource, namespace: namespaceOf(deployment) }, [
    ["labelSelector", selectorText(objectAt(deployment, "spec", "selector"))],
  ]);
  const uid = textAt(deployment, "metadata", "uid");
  const own = items.filter((set) =>
    listAt(set, "metadata", "ownerReferences").some((one) => textAt(one, "uid") === uid),
  );
  const template = objectAt(deployment, "spec", "template");
  const current = own.find((set) => sameJson(withoutHash(objectAt(set, "spec", "template")), withoutHash(template)));
  return { old: own.filter((set) => set !== current), current };
}

const withoutHash = (template: JsonObject): JsonObject =>
  withField(template, ["metadata", "labels", "pod-template-hash"], undefined);
