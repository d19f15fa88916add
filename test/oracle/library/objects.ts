/** Objects: made, read, listed, changed, taken away. */
import type { KubernetesObject, V1ConfigMap } from "@kubernetes/client-node";
import { expect } from "vitest";
import { type Context, eventually, podNamed, type Row, refusal } from "./context.ts";

const configMap = (name: string, data: Record<string, string>, labels: Record<string, string> = {}): V1ConfigMap => ({
  metadata: { name, labels },
  data,
});

const deployment = (name: string) => ({
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: "web", image: "nginx:1.27", env: [{ name: "A", value: "1" }] },
          { name: "side", image: "busybox:1.37", command: ["sleep", "3600"] },
        ],
      },
    },
  },
});

async function manyMaps({ core, namespace }: Context, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const body = configMap(`m${at}`, { at: String(at) }, { parity: at % 2 === 0 ? "even" : "odd" });
    await core.createNamespacedConfigMap({ namespace, body });
  }
}

const names = (items: readonly { metadata?: { name?: string } }[]) => items.map(({ metadata }) => metadata?.name);

export const objects: readonly Row[] = [
  {
    says: "create gives back what the server has made of it, times as dates",
    async run({ core, namespace }) {
      const made = await core.createNamespacedConfigMap({ namespace, body: configMap("a", { k: "v" }) });
      expect(made).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { k: "v" } });
      expect(made.metadata?.creationTimestamp).toBeInstanceOf(Date);
      expect(made.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(await core.readNamespacedConfigMap({ namespace, name: "a" })).toEqual(made);
    },
  },
  {
    says: "bytes of a Secret travel in base64, stringData is written into data",
    async run({ core, namespace }) {
      const body = {
        metadata: { name: "s" },
        data: { raw: Buffer.from([0, 255]).toString("base64") },
        stringData: { a: "ü" },
      };
      await core.createNamespacedSecret({ namespace, body });
      const { data, stringData, type } = await core.readNamespacedSecret({ namespace, name: "s" });
      expect(data).toEqual({ raw: "AP8=", a: Buffer.from("ü").toString("base64") });
      expect([stringData, type]).toEqual([undefined, "Opaque"]);
    },
  },
  {
    says: "defaults are filled in: a pod's policies, a deployment's strategy with whole numbers and percentages",
    async run({ core, apps, namespace }) {
      const pod = await core.createNamespacedPod({ namespace, body: podNamed("p", { image: "nginx:1.27" }) });
      expect(pod.spec).toMatchObject({ restartPolicy: "Always", dnsPolicy: "ClusterFirst", enableServiceLinks: true });
      const made = await apps.createNamespacedDeployment({ namespace, body: deployment("d") });
      expect(made.spec?.strategy).toEqual({
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" },
      });
    },
  },
  {
    says: "times with microseconds of a Lease come back as they went",
    async run({ k8s, config, namespace }) {
      const leases = config.makeApiClient(k8s.CoordinationV1Api);
      const renewTime = new k8s.V1MicroTime("2026-03-04T05:06:07.123Z");
      await leases.createNamespacedLease({
        namespace,
        body: { metadata: { name: "l" }, spec: { holderIdentity: "me", renewTime } },
      });
      const { spec } = await leases.readNamespacedLease({ namespace, name: "l" });
      expect([spec?.holderIdentity, String(spec?.renewTime)]).toEqual(["me", "2026-03-04T05:06:07.123000Z"]);
    },
  },
  {
    says: "list narrows by labels",
    async run(context) {
      await manyMaps(context, 6);
      const { core, namespace } = context;
      const { items } = await core.listNamespacedConfigMap({ namespace, labelSelector: "parity in (odd)" });
      expect(names(items)).toEqual(["m1", "m3", "m5"]);
    },
  },
  {
    says: "list narrows by fields, and refuses fields that cannot be asked for",
    async run(context) {
      await manyMaps(context, 2);
      const { core, namespace } = context;
      const { items } = await core.listNamespacedConfigMap({ namespace, fieldSelector: "metadata.name=m1" });
      expect(names(items)).toEqual(["m1"]);
      const { code, status } = await refusal(core.listNamespacedPod({ namespace, fieldSelector: "spec.image=v" }));
      expect([code, status.reason]).toEqual([400, "BadRequest"]);
      expect(status.message).toContain("field label not supported: spec.image");
    },
  },
  {
    says: "list comes in pages, each of the same moment, and says what is left",
    async run(context) {
      await manyMaps(context, 7);
      const { core, namespace } = context;
      const seen: (string | undefined)[] = [];
      const left: (number | undefined)[] = [];
      const versions = new Set<string | undefined>();
      let from: string | undefined;
      do {
        const page = await core.listNamespacedConfigMap({ namespace, limit: 3, ...(from ? { _continue: from } : {}) });
        if (!from) await core.createNamespacedConfigMap({ namespace, body: configMap("m9-later", {}) });
        seen.push(...names(page.items));
        left.push(page.metadata?.remainingItemCount);
        versions.add(page.metadata?.resourceVersion);
        from = page.metadata?._continue;
      } while (from);
      expect(seen).toEqual(["kube-root-ca.crt", "m0", "m1", "m2", "m3", "m4", "m5", "m6"]);
      expect(left).toEqual([5, 2, undefined]);
      expect(versions.size).toBe(1);
    },
  },
  {
    says: "a page that is asked for too late is refused with 410 and a way to go on",
    async run(context) {
      await manyMaps(context, 4);
      const { core, namespace, sandbox } = context;
      const { metadata } = await core.listNamespacedConfigMap({ namespace, limit: 2 });
      manyChanges(sandbox, namespace);
      const late = refusal(core.listNamespacedConfigMap({ namespace, limit: 2, _continue: metadata!._continue! }));
      const { code, status } = await late;
      expect([code, status.reason]).toEqual([410, "Expired"]);
      const on = (status as { metadata?: { _continue?: string; continue?: string } }).metadata;
      const rest = await core.listNamespacedConfigMap({ namespace, limit: 50, _continue: on!.continue! });
      expect(names(rest.items)).toContain("m3");
    },
  },
  {
    says: "JSON patch changes by path, and does nothing at all when a test in it fails",
    async run({ k8s, core, namespace }) {
      await core.createNamespacedConfigMap({ namespace, body: configMap("a", { k: "v", gone: "x" }) });
      const as = k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.JsonPatch);
      const patch = (body: object[]) => core.patchNamespacedConfigMap({ namespace, name: "a", body }, as);
      const patched = await patch([
        { op: "replace", path: "/data/k", value: "w" },
        { op: "remove", path: "/data/gone" },
        { op: "add", path: "/metadata/labels", value: { "x.io/y": "z" } },
      ]);
      expect([patched.data, patched.metadata?.labels]).toEqual([{ k: "w" }, { "x.io/y": "z" }]);
      const failing = await refusal(
        patch([
          { op: "add", path: "/data/new", value: "n" },
          { op: "test", path: "/data/k", value: "other" },
        ]),
      );
      expect([failing.code, failing.status.reason]).toEqual([422, "Invalid"]);
      expect((await core.readNamespacedConfigMap({ namespace, name: "a" })).data).toEqual({ k: "w" });
    },
  },
  {
    says: "merge patch takes away what is null, and replaces lists",
    async run({ k8s, apps, namespace }) {
      await apps.createNamespacedDeployment({ namespace, body: deployment("d") });
      const patched = await apps.patchNamespacedDeployment(
        {
          namespace,
          name: "d",
          body: {
            metadata: { labels: { a: "b" } },
            spec: { template: { spec: { containers: [{ name: "only", image: "nginx:1.27" }] } } },
          },
        },
        k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch),
      );
      expect(patched.metadata?.labels).toEqual({ a: "b" });
      expect(patched.spec?.template.spec?.containers.map(({ name }) => name)).toEqual(["only"]);
      const emptied = await apps.patchNamespacedDeployment(
        { namespace, name: "d", body: { metadata: { labels: null } } },
        k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch),
      );
      expect(emptied.metadata?.labels).toBeUndefined();
    },
  },
  {
    says: "strategic merge patch merges lists by their keys",
    async run({ k8s, apps, namespace }) {
      await apps.createNamespacedDeployment({ namespace, body: deployment("d") });
      const containers = [
        { name: "side", $patch: "delete" },
        { name: "web", env: [{ name: "B", value: "2" }] },
      ];
      const patched = await apps.patchNamespacedDeployment(
        { namespace, name: "d", body: { spec: { template: { spec: { containers } } } } },
        k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.StrategicMergePatch),
      );
      const [web, ...others] = patched.spec?.template.spec?.containers ?? [];
      expect(others).toEqual([]);
      expect([web?.image, web?.env]).toEqual([
        "nginx:1.27",
        [
          { name: "B", value: "2" },
          { name: "A", value: "1" },
        ],
      ]);
    },
  },
  {
    says: "server-side apply makes, owns, and tells of conflicts; force takes over",
    async run({ k8s, core, namespace }) {
      const as = k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.ServerSideApply);
      const apply = (fieldManager: string, data: Record<string, string>, force = false) =>
        core.patchNamespacedConfigMap(
          {
            namespace,
            name: "a",
            fieldManager,
            force,
            body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data },
          },
          as,
        );
      const made = await apply("one", { k: "1", mine: "x" });
      expect(made.metadata?.managedFields?.map(({ manager, operation }) => [manager, operation])).toEqual([
        ["one", "Apply"],
      ]);
      const { code, status } = await refusal(apply("two", { k: "2" }));
      expect([code, status.reason, status.details?.causes]).toEqual([
        409,
        "Conflict",
        [{ reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.k" }],
      ]);
      expect((await apply("two", { k: "2" }, true)).data).toEqual({ k: "2", mine: "x" });
      expect((await apply("one", {})).data).toEqual({ k: "2" });
    },
  },
  {
    says: "replace refuses what somebody else has changed meanwhile",
    async run({ core, namespace }) {
      const made = await core.createNamespacedConfigMap({ namespace, body: configMap("a", { k: "v" }) });
      const body = { ...made, data: { k: "w" } };
      const replaced = await core.replaceNamespacedConfigMap({ namespace, name: "a", body });
      expect(replaced.data).toEqual({ k: "w" });
      const { code, status } = await refusal(core.replaceNamespacedConfigMap({ namespace, name: "a", body }));
      expect([code, status.reason]).toEqual([409, "Conflict"]);
      expect(status.message).toBe(
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      );
    },
  },
  {
    says: "a dry run answers as if, and keeps nothing",
    async run({ core, namespace }) {
      const made = await core.createNamespacedConfigMap({ namespace, body: configMap("a", { k: "v" }), dryRun: "All" });
      expect(made.metadata?.uid).toBeDefined();
      expect((await refusal(core.readNamespacedConfigMap({ namespace, name: "a" }))).code).toBe(404);
    },
  },
  {
    says: "what is not there is a Status with its details",
    async run({ core, namespace }) {
      const { code, status } = await refusal(core.readNamespacedPod({ namespace, name: "nobody" }));
      expect(code).toBe(404);
      expect(status).toEqual({
        apiVersion: "v1",
        code: 404,
        details: { kind: "pods", name: "nobody" },
        kind: "Status",
        message: 'pods "nobody" not found',
        metadata: {},
        reason: "NotFound",
        status: "Failure",
      });
    },
  },
  {
    says: "what is there already is a conflict",
    async run({ core, namespace }) {
      await core.createNamespacedConfigMap({ namespace, body: configMap("a", {}) });
      const { code, status } = await refusal(core.createNamespacedConfigMap({ namespace, body: configMap("a", {}) }));
      expect([code, status.reason, status.message]).toEqual([409, "AlreadyExists", 'configmaps "a" already exists']);
    },
  },
  {
    says: "what is invalid is told field by field",
    async run({ core, namespace }) {
      const body = { metadata: { name: "Bad_Name" }, spec: { containers: [] } };
      const { code, status } = await refusal(core.createNamespacedPod({ namespace, body }));
      expect([code, status.reason]).toEqual([422, "Invalid"]);
      expect(status.details?.causes?.map(({ field, reason }) => [field, reason])).toEqual([
        ["metadata.name", "FieldValueInvalid"],
        ["spec.containers", "FieldValueRequired"],
      ]);
    },
  },
  {
    says: "an unknown field is refused where it is asked for",
    async run({ core, namespace }) {
      const body = { metadata: { name: "a" }, data: {}, nonsense: 1 } as V1ConfigMap;
      const asked = core.createNamespacedConfigMap({ namespace, body, fieldValidation: "Strict" });
      // The library writes the fields that it knows, and no other.
      expect((await asked).metadata?.name).toBe("a");
      const { status } = await refusal(
        core.createNamespacedConfigMap({ namespace, body, fieldValidation: "Nonsense" }),
      );
      expect(status.message).toContain('fieldValidation: Unsupported value: "Nonsense"');
    },
  },
  {
    says: "delete of an object that waits for nothing gives a Status that names it",
    async run({ core, namespace }) {
      const { metadata } = await core.createNamespacedConfigMap({ namespace, body: configMap("a", {}) });
      const gone = await core.deleteNamespacedConfigMap({ namespace, name: "a" });
      expect(gone).toMatchObject({
        status: "Success",
        details: { kind: "configmaps", name: "a", uid: metadata?.uid },
      });
    },
  },
  {
    says: "delete holds to its preconditions",
    async run({ core, namespace }) {
      await core.createNamespacedConfigMap({ namespace, body: configMap("a", {}) });
      const body = { preconditions: { uid: "11111111-2222-3333-4444-555555555555" } };
      const { code, status } = await refusal(core.deleteNamespacedConfigMap({ namespace, name: "a", body }));
      expect([code, status.reason]).toEqual([409, "Conflict"]);
      expect((await core.readNamespacedConfigMap({ namespace, name: "a" })).metadata?.name).toBe("a");
    },
  },
  {
    says: "a collection is deleted by its labels",
    async run(context) {
      await manyMaps(context, 5);
      const { core, namespace } = context;
      await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: "parity=even" });
      const { items } = await core.listNamespacedConfigMap({ namespace });
      expect(names(items)).toEqual(["kube-root-ca.crt", "m1", "m3"]);
    },
  },
  {
    says: "what owns another is deleted after it in the foreground, with it in the background",
    async run({ core, namespace }) {
      const owner = await core.createNamespacedConfigMap({ namespace, body: configMap("owner", {}) });
      const { uid = "", name = "" } = owner.metadata ?? {};
      const reference = { apiVersion: "v1", kind: "ConfigMap", name, uid, blockOwnerDeletion: true };
      await core.createNamespacedConfigMap({
        namespace,
        body: { metadata: { name: "owned", ownerReferences: [reference] } },
      });
      await core.deleteNamespacedConfigMap({ namespace, name: "owner", propagationPolicy: "Foreground" });
      const left = async () => names((await core.listNamespacedConfigMap({ namespace })).items);
      await eventually(left).toEqual(["kube-root-ca.crt"]);
    },
  },
  {
    says: "scale is a subresource of what can be scaled",
    async run({ apps, namespace }) {
      await apps.createNamespacedDeployment({ namespace, body: deployment("d") });
      const scale = await apps.readNamespacedDeploymentScale({ namespace, name: "d" });
      expect([scale.kind, scale.spec?.replicas, scale.status?.selector]).toEqual(["Scale", 1, "app=d"]);
      const body = { ...scale, metadata: { name: "d", namespace }, spec: { replicas: 3 } };
      await apps.replaceNamespacedDeploymentScale({ namespace, name: "d", body });
      expect((await apps.readNamespacedDeployment({ namespace, name: "d" })).spec?.replicas).toBe(3);
    },
  },
  {
    says: "status is written by its own door, and by no other",
    async run({ k8s, core }) {
      const as = k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch);
      const condition = { type: "Odd", status: "True", reason: "Said", message: "so" };
      const name = "kind-worker";
      const without = await core.patchNode({ name, body: { status: { conditions: [condition] } } }, as);
      expect(without.status?.conditions?.map(({ type }) => type)).not.toContain("Odd");
      const strategic = k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.StrategicMergePatch);
      const patched = await core.patchNodeStatus({ name, body: { status: { conditions: [condition] } } }, strategic);
      expect(patched.status?.conditions?.map(({ type }) => type)).toEqual(expect.arrayContaining(["Odd", "Ready"]));
    },
  },
  {
    says: "an eviction that a budget forbids is refused with 429 and its cause",
    async run(context) {
      const { k8s, config, core, namespace } = context;
      const policy = config.makeApiClient(k8s.PolicyV1Api);
      await core.createNamespacedPod({ namespace, body: podNamed("p", { image: "nginx:1.27" }) });
      await policy.createNamespacedPodDisruptionBudget({
        namespace,
        body: { metadata: { name: "b" }, spec: { minAvailable: 1, selector: { matchLabels: { app: "p" } } } },
      });
      const healthy = async () =>
        (await policy.readNamespacedPodDisruptionBudget({ namespace, name: "b" })).status?.currentHealthy;
      await eventually(healthy).toBe(1);
      const body = { metadata: { name: "p" } };
      const { code, status } = await refusal(core.createNamespacedPodEviction({ namespace, name: "p", body }));
      expect([code, status.reason, status.message, status.details?.causes?.[0]?.reason]).toEqual([
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        "DisruptionBudget",
      ]);
    },
  },
  {
    says: "the generic client finds paths by discovery: create, patch, read, list, replace, delete",
    async run({ k8s, config, namespace }) {
      const client = k8s.KubernetesObjectApi.makeApiClient(config);
      const spec = { apiVersion: "apps/v1", kind: "Deployment", ...deployment("d") };
      const object = { ...spec, metadata: { name: "d", namespace } };
      const made: KubernetesObject = await client.create(object);
      expect(made.metadata?.uid).toBeDefined();
      const patch = { ...object, spec: { replicas: 2 } };
      await client.patch(patch, undefined, undefined, undefined, undefined, k8s.PatchStrategy.MergePatch);
      const read = await client.read<typeof object>(object);
      expect(read.spec.replicas).toBe(2);
      const listed = await client.list("apps/v1", "Deployment", namespace);
      expect(names(listed.items)).toEqual(["d"]);
      await client.replace({ ...read, metadata: object.metadata, spec: { ...read.spec, replicas: 0 } });
      await client.delete(object);
      expect((await refusal(client.read(object))).code).toBe(404);
    },
  },
  {
    says: "a definition's objects are served as soon as it is established",
    async run({ k8s, config, namespace }) {
      const definitions = config.makeApiClient(k8s.ApiextensionsV1Api);
      const custom = config.makeApiClient(k8s.CustomObjectsApi);
      const schema = {
        openAPIV3Schema: {
          type: "object",
          properties: {
            spec: { type: "object", properties: { size: { type: "integer", minimum: 1, _default: 3 } } },
          },
        },
      };
      const versions = [{ name: "v1", served: true, storage: true, schema }];
      const body = {
        metadata: { name: "kettles.tea.example" },
        spec: {
          group: "tea.example",
          scope: "Namespaced",
          names: { plural: "kettles", singular: "kettle", kind: "Kettle" },
          versions,
        },
      };
      await definitions.createCustomResourceDefinition({ body });
      const established = async () =>
        (await definitions.readCustomResourceDefinition({ name: body.metadata.name })).status?.conditions?.find(
          ({ type }) => type === "Established",
        )?.status;
      await eventually(established).toBe("True");
      const place = { group: "tea.example", version: "v1", namespace, plural: "kettles" };
      const kettle = (spec: object) => ({
        apiVersion: "tea.example/v1",
        kind: "Kettle",
        metadata: { name: "k" },
        spec,
      });
      const made = (await custom.createNamespacedCustomObject({ ...place, body: kettle({}) })) as {
        spec: { size: number };
      };
      expect(made.spec.size).toBe(3);
      const bad = custom.createNamespacedCustomObject({ ...place, body: kettle({ size: 0 }) });
      expect((await refusal(bad)).status.message).toContain(
        "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
      );
      await definitions.deleteCustomResourceDefinition({ name: body.metadata.name });
    },
  },
  {
    says: "discovery, versions and health are told",
    async run({ k8s, config }) {
      const { versions } = await config.makeApiClient(k8s.CoreApi).getAPIVersions();
      expect(versions).toEqual(["v1"]);
      const { groups } = await config.makeApiClient(k8s.ApisApi).getAPIVersions();
      expect(groups.map(({ name }) => name)).toEqual(expect.arrayContaining(["apps", "batch", "networking.k8s.io"]));
      const { resources } = await config.makeApiClient(k8s.CoreV1Api).getAPIResources();
      expect(resources.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["pods", "pods/exec", "services/proxy"]),
      );
      const { major, gitVersion } = await config.makeApiClient(k8s.VersionApi).getCode();
      expect([major, gitVersion]).toEqual(["1", expect.stringMatching(/^v1\.\d+\.\d+/)]);
      const health = new k8s.Health(config);
      expect([await health.livez({}), await health.readyz({})]).toEqual([true, true]);
    },
  },
];

/** More changes of ConfigMaps than the server remembers. */
export function manyChanges(sandbox: Context["sandbox"], namespace: string): void {
  const { verbs } = sandbox.server;
  const kind = verbs.kinds.required("v1", "ConfigMap");
  const by = { user: "somebody", groups: ["system:masters"] };
  for (let at = 0; at < 2_100; at++) {
    void sandbox.server.client(by).create(kind, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `change-${at}`, namespace },
    });
  }
}
