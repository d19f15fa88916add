import { expect, test } from "vitest";
import type { KubeObject } from "../../../../worker/api/index.ts";
import { LimitRange, Pod, ResourceQuota, Service } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import { container, startWorld } from "../../controllers/world.ts";

const of = (kind: string, name: string, spec: object): KubeObject =>
  ({ apiVersion: "v1", kind, metadata: { name, namespace: "default" }, spec }) as KubeObject;
const pod = (name: string, resources?: object, more: object = {}) =>
  of("Pod", name, { containers: [{ ...container().containers[0]!, ...(resources && { resources }) }], ...more });
const kinds = { Pod, ResourceQuota, LimitRange, Service } as unknown as Readonly<Record<string, Kind>>;

const world = async (...objects: readonly KubeObject[]) => {
  const made = await startWorld({ loops: ["resourcequota-controller"] });
  for (const object of objects) await made.client.create(kinds[object.kind]!, object);
  await made.pass(100);
  return {
    ...made,
    create: (object: KubeObject) => made.client.create(kinds[object.kind]!, object),
    quota: (name: string) => made.cache.get(ResourceQuota, { namespace: "default", name })!.status,
  };
};
const quota = (hard: object, more: object = {}) => of("ResourceQuota", "team", { hard, ...more });

/** https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
test.each([
  {
    says: "counts pods",
    there: [quota({ pods: "1" }), pod("a")],
    object: pod("b"),
    words: 'pods "b" is forbidden: exceeded quota: team, requested: pods=1, used: pods=1, limited: pods=1',
  },
  {
    says: "counts any kind",
    there: [quota({ "count/services": "0" })],
    object: of("Service", "web", { ports: [{ port: 80 }] }),
    words:
      'services "web" is forbidden: exceeded quota: team, requested: count/services=1, used: count/services=0, limited: count/services=0',
  },
  {
    says: "sums up what containers ask for",
    there: [
      quota({ "requests.cpu": "1", "limits.memory": "1Gi" }),
      pod("a", { requests: { cpu: "700m" }, limits: { memory: "512Mi" } }),
    ],
    object: pod("b", { requests: { cpu: "500m" }, limits: { memory: "1Gi" } }),
    words:
      'pods "b" is forbidden: exceeded quota: team, requested: limits.memory=1Gi,requests.cpu=500m, used: limits.memory=512Mi,requests.cpu=700m, limited: limits.memory=1Gi,requests.cpu=1',
  },
  {
    says: "wants to know how much",
    there: [quota({ "requests.cpu": "1", "limits.memory": "1Gi" })],
    object: pod("b", { requests: { cpu: "1" } }),
    words: 'pods "b" is forbidden: failed quota: team: must specify limits.memory for: main',
  },
  {
    says: "counts node ports",
    there: [quota({ "services.nodeports": "1" })],
    object: of("Service", "web", {
      type: "NodePort",
      ports: [
        { name: "a", port: 80 },
        { name: "b", port: 81 },
      ],
    }),
    words:
      'services "web" is forbidden: exceeded quota: team, requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1',
  },
  {
    says: "with a scope is about some pods",
    there: [quota({ pods: "0" }, { scopes: ["BestEffort"] }), pod("a", { requests: { cpu: "1" } })],
    object: pod("b"),
    words: 'pods "b" is forbidden: exceeded quota: team, requested: pods=1, used: pods=0, limited: pods=0',
  },
])("a quota $says", async ({ there, object, words }) => {
  const { create, end } = await world(...there);
  await expect(create(object)).rejects.toThrow(words);
  await end();
});

test("a quota tells what is used, and lets go what is gone", async () => {
  const made = await world(
    quota({ pods: "2", "requests.cpu": "1500m", configmaps: "5" }),
    pod("a", { requests: { cpu: "500m" } }),
  );
  expect(made.quota("team")).toEqual({
    hard: { pods: "2", "requests.cpu": "1500m", configmaps: "5" },
    used: { pods: "1", "requests.cpu": "500m", configmaps: "0" },
  });
  await made.client.delete(Pod, { namespace: "default", name: "a" });
  await made.pass(100);
  expect(made.quota("team")?.used).toEqual({ pods: "0", "requests.cpu": "0", configmaps: "0" });
  await made.end();
});

const limits = (...items: readonly object[]) => of("LimitRange", "team", { limits: items });

/** https://kubernetes.io/docs/concepts/policy/limit-range/ */
test.each([
  {
    says: "has a least",
    item: { type: "Container", min: { cpu: "100m" } },
    object: pod("a", { requests: { cpu: "50m" } }),
    words: 'pods "a" is forbidden: minimum cpu usage per Container is 100m, but request is 50m',
  },
  {
    says: "has a most",
    item: { type: "Container", max: { memory: "1Gi" } },
    object: pod("a", { limits: { memory: "2Gi" } }),
    words: 'pods "a" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi',
  },
  {
    says: "asks pods for limits",
    item: { type: "Pod", max: { cpu: "1" } },
    object: pod("a"),
    words: 'pods "a" is forbidden: maximum cpu usage per Pod is 1.  No limit is specified',
  },
  {
    says: "has a ratio",
    item: { type: "Container", maxLimitRequestRatio: { cpu: "2" } },
    object: pod("a", { requests: { cpu: "100m" }, limits: { cpu: "300m" } }),
    words: 'pods "a" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
  },
])("a limit range $says", async ({ item, object, words }) => {
  const { create, end } = await world(limits(item));
  await expect(create(object)).rejects.toThrow(words);
  await end();
});

test("a limit range gives containers what they do not say", async () => {
  const { create, end } = await world(
    limits({ type: "Container", default: { cpu: "1" }, defaultRequest: { cpu: "100m", memory: "64Mi" } }),
  );
  const made = (await create(pod("a", { requests: { cpu: "200m" } }))) as KubeObject & {
    readonly spec: { readonly containers: readonly { readonly resources: unknown }[] };
  };
  expect(made.spec.containers[0]!.resources).toEqual({
    limits: { cpu: "1" },
    requests: { cpu: "200m", memory: "64Mi" },
  });
  expect(made.metadata.annotations).toEqual({
    "kubernetes.io/limit-ranger":
      "LimitRanger plugin set: memory request for container main; cpu limit for container main",
  });
  await end();
});
