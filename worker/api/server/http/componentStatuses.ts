import type { HttpResponse } from "../../../base/http.ts";
import type { ComponentStatusObject, PodObject } from "../../generated/types.ts";
import { notFound } from "../../machinery/failures.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { meetsQuery, readQuery } from "../query.ts";
import type { Store } from "../store.ts";
import { jsonAnswer } from "./answers.ts";
import { listOf } from "./lists.ts";
import type { Read } from "./reads.ts";
import { includeObject, tableOf } from "./table.ts";

/** What the server asks on the node where it runs. k8s.io/kubernetes pkg/registry/core/rest serversToValidate */
const COMPONENTS = [
  { name: "controller-manager", pod: "kube-controller-manager", port: 10_257 },
  { name: "scheduler", pod: "kube-scheduler", port: 10_259 },
] as const;

const isReady = ({ status }: PodObject): boolean =>
  status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false;

/** Whether a component of the control plane runs, as its static pod says. */
function runs(store: Store, component: string): boolean {
  const pods = [...store.collection("pods").all("kube-system")] as unknown as PodObject[];
  return pods.some((pod) => pod.metadata.labels?.component === component && isReady(pod));
}

function statusOf(name: string, failure?: string): ComponentStatusObject {
  const condition = failure
    ? { type: "Healthy", status: "False", message: failure }
    : { type: "Healthy", status: "True", message: "ok" };
  return { apiVersion: "v1", kind: "ComponentStatus", metadata: { name }, conditions: [condition] };
}

/** A cluster's control plane as its API server sees it. */
export function componentStatuses(store: Store): readonly ComponentStatusObject[] {
  const asked = COMPONENTS.map(({ name, pod, port }) => {
    const refused = `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`;
    return statusOf(name, runs(store, pod) ? undefined : refused);
  });
  return [...asked, statusOf("etcd-0")];
}

/** GET of componentstatuses: asked anew each time, nothing of it is stored. @throws StatusError NotFound */
export function componentStatusAnswer(read: Read, name: string | undefined): HttpResponse {
  const { kind, query: parameters, verbs, wanted, encode } = read;
  const { store, clock } = verbs.resources;
  const query = readQuery(kind, {
    labels: parameters.get("labelSelector") ?? "",
    fields: parameters.get("fieldSelector") ?? "",
  });
  const all = componentStatuses(store) as readonly KubeObject[];
  const found = all.filter((one) => (name === undefined ? meetsQuery(kind, query, one) : one.metadata.name === name));
  if (name !== undefined && found.length === 0) throw notFound({ group: "", plural: "componentstatus" }, name);
  if (wanted.as === "Table") {
    const options = {
      metadata: {},
      include: includeObject(parameters),
      nowMs: clock.now(),
      version: wanted.version,
      encode,
    };
    return jsonAnswer(200, tableOf(kind, found, options), wanted.pretty);
  }
  const body = name === undefined ? listOf(kind, {}, found, encode) : encode(found[0]!);
  return jsonAnswer(200, body, wanted.pretty);
}
