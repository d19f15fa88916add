import { rfc3339 } from "../../../base/time.ts";
import type {
  APIServiceCondition,
  APIServiceObject,
  EndpointSliceObject,
  ServiceObject,
} from "../../generated/types.ts";
import type { OutboundAnswer } from "../outbound.ts";

export type Verdict = Pick<APIServiceCondition, "status" | "reason" | "message">;

/** What is known of the Service behind an APIService. */
export interface Behind {
  readonly service: ServiceObject | undefined;
  readonly slices: readonly EndpointSliceObject[];
}

/**
 * Why an APIService cannot be available, as its Service stands; undefined when it is worth asking.
 *
 * @see k8s.io/kube-aggregator pkg/controllers/status/remote AvailableConditionController
 */
export function unreachable({ spec }: APIServiceObject, { service, slices }: Behind): Verdict | undefined {
  const { name = "", namespace = "", port = 443 } = spec?.service ?? {};
  const where = `service/${name} in ${JSON.stringify(namespace)}`;
  const no = (reason: string, message: string): Verdict => ({ status: "False", reason, message });
  if (!service) return no("ServiceNotFound", `${where} is not present`);
  if ((service.spec.type ?? "ClusterIP") !== "ClusterIP") return undefined;
  const found = service.spec.ports?.find((one) => one.port === port);
  if (!found) return no("ServicePortError", `${where} is not listening on port ${port}`);
  if (slices.length === 0) return no("EndpointsNotFound", `cannot find endpointslices for ${where}`);
  const portName = found.name ?? "";
  const active = slices.some(
    ({ endpoints, ports }) =>
      (endpoints ?? []).some(({ conditions }) => conditions?.ready ?? true) &&
      (ports ?? []).some((one) => (one.name ?? "") === portName && one.port !== undefined),
  );
  if (active) return undefined;
  return no(
    "MissingEndpoints",
    `endpointslices for ${where} have no addresses with port name ${JSON.stringify(portName)}`,
  );
}

export const PASSED: Verdict = { status: "True", reason: "Passed", message: "all checks passed" };

/** What an answer to the discovery request says. @param path "/apis/metrics.k8s.io/v1beta1" */
export function judged(answer: OutboundAnswer, path: string): Verdict {
  const no = (message: string): Verdict => ({ status: "False", reason: "FailedDiscoveryCheck", message });
  if (!answer.at) return no("error" in answer ? answer.error : "");
  const url = `https://${answer.at}${path}`;
  const failing = `failing or missing response from ${url}`;
  if ("error" in answer) return no(`${failing}: Get ${JSON.stringify(url)}: ${answer.error}`);
  if (answer.status < 200 || answer.status >= 300) return no(`${failing}: bad status from ${url}: ${answer.status}`);
  return PASSED;
}

/** The APIService with its condition; itself when it says so already. */
export function withAvailability(service: APIServiceObject, verdict: Verdict, nowMs: number): APIServiceObject {
  const { conditions = [] } = service.status ?? {};
  const old = conditions.find(({ type }) => type === "Available");
  if (old?.status === verdict.status && old.reason === verdict.reason && old.message === verdict.message)
    return service;
  const lastTransitionTime = (old?.status === verdict.status && old.lastTransitionTime) || rfc3339(nowMs);
  const condition: APIServiceCondition = { type: "Available", ...verdict, lastTransitionTime };
  const others = conditions.filter(({ type }) => type !== "Available");
  return { ...service, status: { ...service.status, conditions: [...others, condition] } };
}

export const isAvailable = ({ status }: APIServiceObject): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === "Available" && is === "True") ?? false;
