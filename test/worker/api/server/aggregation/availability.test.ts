import { expect, test } from "vitest";
import type {
  APIServiceObject,
  EndpointSliceObject,
  ServiceObject,
} from "../../../../../worker/api/generated/types.ts";
import { judged, unreachable, withAvailability } from "../../../../../worker/api/server/aggregation/availability.ts";

const apiService: APIServiceObject = {
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  metadata: { name: "v1beta1.metrics.k8s.io" },
  spec: {
    group: "metrics.k8s.io",
    version: "v1beta1",
    groupPriorityMinimum: 100,
    versionPriority: 100,
    service: { name: "ms", namespace: "kube-system", port: 443 },
  },
};
const service = (spec: ServiceObject["spec"]): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "ms", namespace: "kube-system" },
  spec,
});
const https = service({ type: "ClusterIP", clusterIP: "10.96.0.7", ports: [{ name: "https", port: 443 }] });
const slice = (ready: boolean, name = "https"): EndpointSliceObject => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "ms-x" },
  addressType: "IPv4",
  endpoints: [{ addresses: ["10.244.1.2"], conditions: { ready } }],
  ports: [{ name, port: 10250 }],
});
const WHERE = 'service/ms in "kube-system"';
const NOBODY = `endpointslices for ${WHERE} have no addresses with port name "https"`;

/** k8s.io/kube-aggregator pkg/controllers/status/remote */
test.each([
  {
    says: "without its Service",
    behind: { service: undefined, slices: [] },
    want: ["ServiceNotFound", `${WHERE} is not present`],
  },
  {
    says: "whose Service has another port",
    behind: { service: service({ ports: [{ port: 80 }] }), slices: [] },
    want: ["ServicePortError", `${WHERE} is not listening on port 443`],
  },
  {
    says: "without slices",
    behind: { service: https, slices: [] },
    want: ["EndpointsNotFound", `cannot find endpointslices for ${WHERE}`],
  },
  {
    says: "whose pods are not ready",
    behind: { service: https, slices: [slice(false)] },
    want: ["MissingEndpoints", NOBODY],
  },
  {
    says: "whose pods have another port",
    behind: { service: https, slices: [slice(true, "http")] },
    want: ["MissingEndpoints", NOBODY],
  },
  { says: "with a ready pod", behind: { service: https, slices: [slice(true)] }, want: undefined },
  {
    says: "whose Service is elsewhere",
    behind: { service: service({ type: "ExternalName" }), slices: [] },
    want: undefined,
  },
])("an APIService $says", ({ behind, want }) => {
  const verdict = unreachable(apiService, behind);
  expect(verdict && [verdict.reason, verdict.message]).toEqual(want);
});

const PATH = "/apis/metrics.k8s.io/v1beta1";
const at = "10.96.0.7:443";
const ASKED = `https://${at}${PATH}`;
const REFUSED = "dial tcp 10.96.0.7:443: connect: connection refused";
test.each([
  {
    says: "a list is what is wanted",
    answer: { at, status: 200, body: "{}" },
    want: ["True", "Passed", "all checks passed"],
  },
  {
    says: "a refusal is told",
    answer: { at, status: 403, body: "" },
    want: ["False", "FailedDiscoveryCheck", `failing or missing response from ${ASKED}: bad status from ${ASKED}: 403`],
  },
  {
    says: "what the network says is told",
    answer: { at, error: REFUSED },
    want: ["False", "FailedDiscoveryCheck", `failing or missing response from ${ASKED}: Get "${ASKED}": ${REFUSED}`],
  },
])("of answers $says", ({ answer, want }) => {
  const { status, reason, message } = judged(answer, PATH);
  expect([status, reason, message]).toEqual(want);
});

test("the condition's time moves with its status only, and what is said already is not written again", () => {
  const no = { status: "False", reason: "MissingEndpoints", message: "a" };
  const first = withAvailability(apiService, no, 0);
  const second = withAvailability(first, { ...no, message: "b" }, 60_000);
  const third = withAvailability(second, { status: "True", reason: "Passed", message: "" }, 120_000);
  const times = [first, second, third].map(({ status }) => status!.conditions![0]!.lastTransitionTime);
  expect(times).toEqual(["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T00:02:00Z"]);
  expect(withAvailability(second, { ...no, message: "b" }, 99_000)).toBe(second);
});
