import { describe, expect, test } from "vitest";
import { StatusError } from "../../../../worker/api/index.ts";
import { ConfigMap, Namespace, named, Pod, pod, testServer, Widget, widget } from "../local.ts";

async function failureOf(work: Promise<unknown>): Promise<StatusError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("creating", () => {
  test("fills metadata, defaults and generation", async () => {
    const { client } = testServer();
    const made = await client.create(Widget, widget("a"));
    expect(made).toMatchObject({
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: "a", namespace: "default", generation: 1, creationTimestamp: "2026-01-01T00:00:00Z" },
      spec: { replicas: 1, color: "red" },
    });
    expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(Object.isFrozen(made.spec)).toBe(true);
  });

  test("generateName adds five letters of the suffix alphabet", async () => {
    const { client } = testServer();
    const draft = widget("");
    const made = await client.create(Widget, { ...draft, metadata: { ...draft.metadata, generateName: "web-" } });
    expect(made.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test.each([
    {
      says: "a name that is taken",
      object: widget("taken"),
      code: 409,
      message: 'widgets.example.com "taken" already exists',
    },
    {
      says: "an object that breaks a rule of its kind",
      object: widget("x", {}),
      code: 422,
      message: 'Widget.example.com "x" is invalid: spec.color: Required value',
    },
    {
      says: "no name at all",
      object: widget(""),
      code: 422,
      message: 'Widget.example.com "" is invalid: metadata.name: Required value: name or generateName is required',
    },
    {
      says: "a name with capitals and a missing color, both told",
      object: widget("Big", {}),
      code: 422,
      message:
        "Widget.example.com \"Big\" is invalid: [metadata.name: Invalid value: \"Big\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), spec.color: Required value]",
    },
    {
      says: "a namespace that is not there",
      object: { ...widget("x"), metadata: { name: "x", namespace: "nowhere" } },
      code: 404,
      message: 'namespaces "nowhere" not found',
    },
    {
      says: "a resourceVersion",
      object: { ...widget("x"), metadata: { name: "x", namespace: "default", resourceVersion: "5" } },
      code: 500,
      message: "resourceVersion should not be set on objects to be created",
    },
  ])("refuses $says", async ({ object, code, message }) => {
    const { client } = testServer();
    await client.create(Widget, widget("taken"));
    const failure = await failureOf(client.create(Widget, object));
    expect([failure.code, failure.message]).toEqual([code, message]);
  });
});

describe("updating", () => {
  test("counts generations for the spec only, and leaves the status alone", async () => {
    const { client } = testServer();
    const made = await client.create(Widget, widget("a"));
    const painted = await client.replace(Widget, { ...made, spec: { color: "blue" }, status: { phase: "lost" } });
    expect(painted).toMatchObject({ metadata: { generation: 2 }, spec: { color: "blue", replicas: 1 } });
    expect(painted.status).toBeUndefined();
    const labelled = await client.patch(
      Widget,
      { namespace: "default", name: "a" },
      {
        type: "merge",
        body: { metadata: { labels: { a: "b" } } },
      },
    );
    expect(labelled.metadata).toMatchObject({ generation: 2, labels: { a: "b" } });
  });

  test("a status write leaves the rest alone", async () => {
    const { client } = testServer();
    const made = await client.create(Widget, widget("a"));
    const next = await client.replaceStatus(Widget, { ...made, spec: { color: "blue" }, status: { phase: "Ready" } });
    expect(next).toMatchObject({ metadata: { generation: 1 }, spec: { color: "red" }, status: { phase: "Ready" } });
  });

  test("what changes nothing keeps the resourceVersion", async () => {
    const { client } = testServer();
    const made = await client.create(Widget, widget("a"));
    expect(await client.replace(Widget, { ...made })).toBe(made);
    expect(await client.patch(Widget, { namespace: "default", name: "a" }, { type: "merge", body: {} })).toBe(made);
  });

  test("a stale resourceVersion is a conflict, none at all is not", async () => {
    const { client } = testServer();
    const made = await client.create(Widget, widget("a"));
    await client.replace(Widget, { ...made, spec: { color: "blue" } });
    const failure = await failureOf(client.replace(Widget, { ...made, spec: { color: "green" } }));
    expect(failure.status).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message:
        'Operation cannot be fulfilled on widgets.example.com "a": the object has been modified; please apply your changes to the latest version and try again',
      reason: "Conflict",
      details: { name: "a", group: "example.com", kind: "widgets" },
      code: 409,
    });
    const { resourceVersion: _, ...metadata } = made.metadata;
    const won = await client.replace(Widget, { ...made, metadata, spec: { color: "green" } });
    expect(won.spec?.color).toBe("green");
  });

  test("scale sets the replicas through a Scale", async () => {
    const { client } = testServer();
    await client.create(Widget, widget("a"));
    const scale = await client.patch(
      Widget,
      { namespace: "default", name: "a" },
      {
        type: "merge",
        subresource: "scale",
        body: { spec: { replicas: 4 } },
      },
    );
    expect(scale).toMatchObject({ kind: "Scale", apiVersion: "autoscaling/v1", spec: { replicas: 4 } });
    expect((await client.get(Widget, { namespace: "default", name: "a" })).spec?.replicas).toBe(4);
  });
});

describe("deleting", () => {
  const ref = { namespace: "default", name: "a" };

  test("an object that nothing holds is gone", async () => {
    const { client } = testServer();
    await client.create(Widget, widget("a"));
    await client.delete(Widget, ref);
    expect(await client.tryGet(Widget, ref)).toBeUndefined();
    expect((await failureOf(client.delete(Widget, ref))).message).toBe('widgets.example.com "a" not found');
  });

  test("a pod on a node waits for the kubelet, a pod on none does not", async () => {
    const { client } = testServer();
    await client.create(Pod, pod("a"));
    await client.create(Pod, pod("b"));
    await client.bind(ref, "node-1");
    await client.delete(Pod, ref);
    await client.delete(Pod, { namespace: "default", name: "b" });
    expect((await client.get(Pod, ref)).metadata).toMatchObject({
      deletionTimestamp: "2026-01-01T00:00:30Z",
      deletionGracePeriodSeconds: 30,
      generation: 2,
    });
    expect(await client.tryGet(Pod, { namespace: "default", name: "b" })).toBeUndefined();
    await client.delete(Pod, ref, { gracePeriodSeconds: 0 });
    expect(await client.tryGet(Pod, ref)).toBeUndefined();
  });

  test("a shorter grace takes over, a longer one does not", async () => {
    const { client } = testServer();
    await client.create(Pod, pod("a"));
    await client.bind(ref, "node-1");
    await client.delete(Pod, ref);
    await client.delete(Pod, ref, { gracePeriodSeconds: 5 });
    await client.delete(Pod, ref, { gracePeriodSeconds: 60 });
    expect((await client.get(Pod, ref)).metadata).toMatchObject({
      deletionTimestamp: "2026-01-01T00:00:05Z",
      deletionGracePeriodSeconds: 5,
    });
  });

  test("finalizers keep it until the last is taken away", async () => {
    const { client } = testServer();
    await client.create(Widget, widget("a"));
    await client.delete(Widget, ref, { propagation: "Foreground" });
    const waiting = await client.get(Widget, ref);
    expect(waiting.metadata).toMatchObject({ finalizers: ["foregroundDeletion"], deletionGracePeriodSeconds: 0 });
    const refused = await failureOf(
      client.patch(Widget, ref, { type: "merge", body: { metadata: { finalizers: ["foregroundDeletion", "a.b/c"] } } }),
    );
    expect(refused.message).toBe(
      'Widget.example.com "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a.b/c"}',
    );
    await client.patch(Widget, ref, { type: "merge", body: { metadata: { finalizers: null } } });
    expect(await client.tryGet(Widget, ref)).toBeUndefined();
  });

  test("a wrong uid is a conflict", async () => {
    const { client } = testServer();
    const { metadata } = await client.create(Widget, widget("a"));
    const failure = await failureOf(client.delete(Widget, ref, { uid: "other" }));
    expect(failure.message).toBe(
      `Operation cannot be fulfilled on Widget.example.com "a": the UID in the precondition (other) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  });
});

describe("namespaces", () => {
  test("are labelled with their name and held by a finalizer", async () => {
    const { client } = testServer();
    const made = await client.create(Namespace, named("v1", "Namespace", "team"));
    expect(made).toMatchObject({
      metadata: { labels: { "kubernetes.io/metadata.name": "team" } },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  });

  test("terminate, take nothing new, and go when finalized", async () => {
    const { client } = testServer();
    await client.create(Namespace, named("v1", "Namespace", "team"));
    await client.delete(Namespace, { name: "team" });
    expect((await client.get(Namespace, { name: "team" })).status?.phase).toBe("Terminating");
    const refused = await failureOf(client.create(ConfigMap, named("v1", "ConfigMap", "x", "team")));
    expect([refused.code, refused.message]).toEqual([
      403,
      'configmaps "x" is forbidden: unable to create new content in namespace team because it is being terminated',
    ]);
    await client.finalize({ name: "team" }, []);
    expect(await client.tryGet(Namespace, { name: "team" })).toBeUndefined();
  });

  test("the first ones may not be deleted", async () => {
    const { client } = testServer();
    expect((await failureOf(client.delete(Namespace, { name: "default" }))).message).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});

describe("pods", () => {
  test("get a service account, its token, tolerations and a priority", async () => {
    const { client } = testServer();
    const made = await client.create(Pod, pod("a"));
    expect(made.spec).toMatchObject({
      serviceAccountName: "default",
      serviceAccount: "default",
      priority: 0,
      preemptionPolicy: "PreemptLowerPriority",
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      ],
      containers: [
        {
          volumeMounts: [
            {
              name: expect.stringMatching(/^kube-api-access-.{5}$/),
              readOnly: true,
              mountPath: "/var/run/secrets/kubernetes.io/serviceaccount",
            },
          ],
        },
      ],
    });
  });

  test("are refused without their service account", async () => {
    const { client } = testServer();
    const failure = await failureOf(client.create(Pod, pod("a", { serviceAccountName: "bot" })));
    expect(failure.message).toBe(
      'pods "a" is forbidden: error looking up service account default/bot: serviceaccount "bot" not found',
    );
  });

  test("are bound once", async () => {
    const { client } = testServer();
    await client.create(Pod, pod("a"));
    await client.bind({ namespace: "default", name: "a" }, "n1");
    expect(await client.get(Pod, { namespace: "default", name: "a" })).toMatchObject({
      spec: { nodeName: "n1" },
      status: { conditions: [{ type: "PodScheduled", status: "True" }] },
    });
    expect((await failureOf(client.bind({ namespace: "default", name: "a" }, "n2"))).message).toBe(
      'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "n1"',
    );
  });
});
