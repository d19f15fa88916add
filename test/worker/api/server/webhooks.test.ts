import { expect, test } from "vitest";
import type { OutboundAnswer, OutboundCall } from "../../../../worker/api/index.ts";
import { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import { isObject, type JsonObject } from "../../../../worker/api/machinery/values.ts";
import { bodyText } from "../../../../worker/base/http.ts";
import { ConfigMap, Namespace, named, Pod, pod, type Thing, testServer, Widget, widget } from "../local.ts";

type Review = { readonly request: JsonObject & { readonly uid: string } };
type Answer = (review: Review, call: OutboundCall) => OutboundAnswer | Promise<OutboundAnswer>;

/** A server whose webhooks are all answered by one function. */
function serverWith(answer: Answer) {
  const calls: OutboundCall[] = [];
  const lab = testServer({
    outbound: {
      pass: async () => ({ error: "nobody is asked this way" }),
      async send(call) {
        calls.push(call);
        return answer(JSON.parse(call.body) as Review, call);
      },
    },
  });
  const reviews = () => calls.map(({ body }) => (JSON.parse(body) as Review).request);
  return { ...lab, cache: lab.server.cache, calls, reviews };
}

const respond = (uid: string, response: JsonObject): OutboundAnswer => ({
  status: 200,
  body: JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: { uid, ...response } }),
});
const allow: Answer = ({ request }) => respond(request.uid, { allowed: true });
const deny =
  (status?: JsonObject): Answer =>
  ({ request }) =>
    respond(request.uid, { allowed: false, ...(status ? { status } : {}) });
const patch =
  (...operations: readonly unknown[]): Answer =>
  ({ request }) =>
    respond(request.uid, { allowed: true, patchType: "JSONPatch", patch: btoa(JSON.stringify(operations)) });

const rule = { apiGroups: ["example.com"], apiVersions: ["v1"], operations: ["*"], resources: ["widgets"] };

function configuration(kind: string, hook: JsonObject, name = "check"): Thing {
  const webhook = {
    name: "check.example.com",
    clientConfig: { service: { namespace: "shop", name: "hook", path: "/look" } },
    rules: [rule],
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    ...hook,
  };
  return {
    ...named("admissionregistration.k8s.io/v1", `${kind}WebhookConfiguration`, name),
    webhooks: [webhook],
  } as Thing;
}

async function validating(answer: Answer, hook: JsonObject = {}) {
  const lab = serverWith(answer);
  await lab.client.create(ValidatingWebhookConfiguration as unknown as Kind<Thing>, configuration("Validating", hook));
  return lab;
}

async function mutating(answer: Answer, hook: JsonObject = {}) {
  const lab = serverWith(answer);
  await lab.client.create(MutatingWebhookConfiguration as unknown as Kind<Thing>, configuration("Mutating", hook));
  return lab;
}

const create = (lab: Awaited<ReturnType<typeof validating>>, name = "a") => lab.client.create(Widget, widget(name));

const DENIED = 'admission webhook "check.example.com" denied the request';
const UNCALLABLE = 'Internal error occurred: failed calling webhook "check.example.com": ';
const POST = `${UNCALLABLE}failed to call webhook: Post "https://hook.shop.svc:443/look?timeout=10s": `;

test.each<{ says: string; answer: Answer; message: string; code: number }>([
  { says: "a refusal with words", answer: deny({ message: "no red" }), message: `${DENIED}: no red`, code: 400 },
  { says: "a refusal with a code", answer: deny({ message: "no", code: 403 }), message: `${DENIED}: no`, code: 403 },
  {
    says: "a refusal with a reason",
    answer: deny({ reason: "Forbidden" }),
    message: `${DENIED}: Forbidden`,
    code: 400,
  },
  { says: "a refusal without a word", answer: deny(), message: `${DENIED} without explanation`, code: 400 },
  {
    says: "nobody there",
    answer: () => ({ error: "dial tcp 10.96.3.4:443: connect: connection refused" }),
    message: `${POST}dial tcp 10.96.3.4:443: connect: connection refused`,
    code: 500,
  },
  {
    says: "no such path",
    answer: () => ({ status: 404, body: "404 page not found" }),
    message: `${UNCALLABLE}failed to call webhook: the server could not find the requested resource`,
    code: 500,
  },
  {
    says: "an error of the webhook's own",
    answer: () => ({ status: 500, body: "oh no\n" }),
    message: `${UNCALLABLE}failed to call webhook: an error on the server ("oh no") has prevented the request from succeeding`,
    code: 500,
  },
  {
    says: "an answer to another question",
    answer: ({ request: { uid } }) => ({ status: 200, body: JSON.stringify({ response: { uid: `${uid}x` } }) }),
    message: `${UNCALLABLE}received invalid webhook response: expected response.uid=`,
    code: 500,
  },
  {
    says: "an answer without a response",
    answer: () => ({ status: 200, body: "{}" }),
    message: `${UNCALLABLE}received invalid webhook response: webhook response was absent`,
    code: 500,
  },
  {
    says: "a patch from one that only validates",
    answer: patch({ op: "add", path: "/metadata/labels", value: {} }),
    message: `${UNCALLABLE}received invalid webhook response: validating webhook may not return response.patch`,
    code: 500,
  },
])("a validating webhook: $says", async ({ answer, message, code }) => {
  const lab = await validating(answer);
  await expect(create(lab)).rejects.toMatchObject({ message: expect.stringContaining(message), code });
  expect(lab.cache.list(Widget)).toEqual([]);
});

test("is asked in AdmissionReview v1, with who asks and what is to be stored", async () => {
  const lab = await validating(allow);
  await create(lab);
  expect(lab.calls[0]).toMatchObject({
    to: { service: { namespace: "shop", name: "hook", port: 443 } },
    serverName: "hook.shop.svc",
    authority: "hook.shop.svc:443",
    path: "/look?timeout=10s",
    timeoutMs: 10_000,
  });
  expect(lab.reviews()[0]).toMatchObject({
    kind: { group: "example.com", version: "v1", kind: "Widget" },
    resource: { group: "example.com", version: "v1", resource: "widgets" },
    name: "a",
    namespace: "default",
    operation: "CREATE",
    userInfo: { username: "kubernetes-admin", groups: ["system:masters"] },
    object: { apiVersion: "example.com/v1", kind: "Widget", spec: { replicas: 1, color: "red" } },
    oldObject: null,
    dryRun: false,
  });
  expect(lab.cache.get(Widget, { namespace: "default", name: "a" })?.spec?.color).toBe("red");
});

test.each<{ says: string; hook: JsonObject; asked: boolean }>([
  {
    says: "a rule for every resource",
    hook: { rules: [{ ...rule, apiGroups: ["*"], resources: ["*"] }] },
    asked: true,
  },
  { says: "a rule for another resource", hook: { rules: [{ ...rule, resources: ["gadgets"] }] }, asked: false },
  { says: "a rule for a subresource", hook: { rules: [{ ...rule, resources: ["widgets/status"] }] }, asked: false },
  { says: "a rule for all with subresources", hook: { rules: [{ ...rule, resources: ["*/*"] }] }, asked: true },
  { says: "a rule for another version", hook: { rules: [{ ...rule, apiVersions: ["v2"] }] }, asked: false },
  { says: "a rule for deletions", hook: { rules: [{ ...rule, operations: ["DELETE"] }] }, asked: false },
  { says: "a rule for objects in namespaces", hook: { rules: [{ ...rule, scope: "Namespaced" }] }, asked: true },
  { says: "a rule for objects of the cluster", hook: { rules: [{ ...rule, scope: "Cluster" }] }, asked: false },
  {
    says: "the namespace's label",
    hook: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } } },
    asked: true,
  },
  { says: "another label of the namespace", hook: { namespaceSelector: { matchLabels: { team: "b" } } }, asked: false },
  { says: "a label that the object lacks", hook: { objectSelector: { matchLabels: { app: "b" } } }, asked: false },
])("$says decides whether a webhook is asked", async ({ hook, asked }) => {
  const lab = await validating(allow, hook);
  await create(lab);
  expect(lab.calls).toHaveLength(asked ? 1 : 0);
});

test("a failure policy of Ignore lets through what cannot be asked, and nothing that is refused", async () => {
  const silent = await validating(() => ({ error: "context deadline exceeded" }), { failurePolicy: "Ignore" });
  await create(silent);
  expect(silent.cache.list(Widget)).toHaveLength(1);
  await expect(create(await validating(deny(), { failurePolicy: "Ignore" }))).rejects.toThrow(DENIED);
});

test("updates, patches, statuses and deletions are asked about with what was there", async () => {
  const lab = await validating(allow, {
    rules: [{ ...rule, resources: ["widgets", "widgets/status", "widgets/scale"] }],
  });
  const made = await create(lab);
  const at = { namespace: "default", name: "a" };
  await lab.client.replace(Widget, { ...made, spec: { color: "blue" } });
  await lab.client.patch(Widget, at, { type: "merge", body: { spec: { color: "green" } } });
  await lab.client.replaceStatus(Widget, { ...lab.cache.get(Widget, at)!, status: { phase: "Fine" } });
  await lab.client.patch(Widget, at, { type: "merge", body: { spec: { replicas: 3 } }, subresource: "scale" });
  await lab.client.delete(Widget, at);
  const colors = (object: unknown) => (isObject(object) ? (object.spec as JsonObject).color : object);
  const seen = lab.reviews().map((one) => [one.operation, one.subResource, colors(one.oldObject), colors(one.object)]);
  expect(seen).toEqual([
    ["CREATE", undefined, null, "red"],
    ["UPDATE", undefined, "red", "blue"],
    ["UPDATE", undefined, "blue", "green"],
    ["UPDATE", "status", "green", "green"],
    ["UPDATE", "scale", null, undefined],
    ["DELETE", undefined, "green", null],
  ]);
  expect(lab.cache.list(Widget)).toEqual([]);
});

test("a mutating webhook changes what is stored, and sees no name or uid that the server has yet to give", async () => {
  const lab = await mutating(
    patch(
      { op: "add", path: "/metadata/labels", value: { by: "hook" } },
      { op: "replace", path: "/spec/color", value: "blue" },
    ),
  );
  const made = await lab.client.create(Widget, {
    ...widget(""),
    metadata: { ...widget("").metadata, generateName: "w-" },
  });
  expect(made).toMatchObject({ metadata: { labels: { by: "hook" }, namespace: "default" }, spec: { color: "blue" } });
  expect(made.metadata.name).toMatch(/^w-.{5}$/);
  expect((lab.reviews()[0]!.object as Thing).metadata).toEqual({ generateName: "w-", namespace: "default" });
});

test("what a patch breaks is refused by the server's own rules", async () => {
  const lab = await mutating(patch({ op: "remove", path: "/spec/color" }));
  await expect(create(lab)).rejects.toThrow('Widget.example.com "a" is invalid: spec.color: Required value');
});

test("a mutating webhook that asks to be called again sees what later ones have made", async () => {
  const colors = ["green", "blue", "white"];
  let at = 0;
  const lab = serverWith((review, call) =>
    patch({ op: "add", path: "/spec/color", value: colors[at++]! })(review, call),
  );
  const hooks = MutatingWebhookConfiguration as unknown as Kind<Thing>;
  await lab.client.create(hooks, configuration("Mutating", { reinvocationPolicy: "IfNeeded" }, "a"));
  await lab.client.create(hooks, configuration("Mutating", {}, "b"));
  expect(await create(lab)).toMatchObject({ spec: { color: "white" } });
  expect(lab.reviews().map(({ object }) => (object as Thing).spec?.color)).toEqual(["red", "green", "blue"]);
});

test("an update that somebody else came before is tried again on what is there then; one that names its version is a Conflict", async () => {
  let meddle = async () => {};
  const lab = await validating(async (review, call) => {
    const once = meddle;
    meddle = async () => {};
    await once();
    return allow(review, call);
  });
  const at = { namespace: "default", name: "a" };
  const stale = await create(lab);
  const paint = (color: string) => async () => {
    const now = lab.cache.get(Widget, at)!;
    lab.server.verbs.resources.update(
      Widget as unknown as Kind,
      at,
      { ...now, spec: { ...now.spec, color } } as Thing,
      { by: lab.admin },
    );
  };
  meddle = paint("blue");
  await lab.client.patch(Widget, at, { type: "merge", body: { metadata: { labels: { a: "b" } } } });
  expect(lab.cache.get(Widget, at)).toMatchObject({ metadata: { labels: { a: "b" } }, spec: { color: "blue" } });
  meddle = paint("white");
  await expect(lab.client.replace(Widget, stale)).rejects.toMatchObject({ code: 409 });
});

test("requests over HTTP wait too, and warnings come along", async () => {
  const lab = await validating(({ request }) => respond(request.uid, { allowed: true, warnings: ["red is loud"] }));
  const answer = await lab.server.handle({
    method: "POST",
    authority: "x",
    path: "/apis/example.com/v1/namespaces/default/widgets?dryRun=All&fieldManager=kubectl-create",
    headers: [["Content-Type", "application/json"]],
    body: new TextEncoder().encode(JSON.stringify(widget("a"))),
    protocol: "HTTP/1.1",
  });
  expect(answer.status).toBe(201);
  expect(answer.headers).toContainEqual(["Warning", '299 - "red is loud"']);
  expect(JSON.parse(await bodyText(answer.body))).toMatchObject({ metadata: { name: "a" } });
  expect(lab.reviews()[0]).toMatchObject({
    dryRun: true,
    options: { dryRun: ["All"], fieldManager: "kubectl-create" },
  });
  expect(lab.cache.list(Widget)).toEqual([]);
});

test("two services that are created while their webhook thinks do not get one address", async () => {
  const services = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["services"] };
  const lab = await validating(allow, { rules: [services] });
  const Service = lab.server.kinds.required("v1", "Service") as unknown as Kind<Thing>;
  const service = (name: string): Thing => ({
    ...named("v1", "Service", name, "default"),
    spec: { ports: [{ port: 80 }] },
  });
  const made = await Promise.all(["a", "b", "c"].map((name) => lab.client.create(Service, service(name))));
  expect(new Set(made.map(({ spec }) => spec?.clusterIP)).size).toBe(3);
});

test("a URL, a namespace of its own, and bindings are asked about as they are", async () => {
  const every = { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"] };
  const lab = await validating(allow, { rules: [every], clientConfig: { url: "https://hook.example.com:8443/x" } });
  await lab.client.create(Namespace as never, named("v1", "Namespace", "shop"));
  await lab.client.create(Pod, pod("p"));
  await lab.client.bind({ namespace: "default", name: "p" }, "n1");
  await lab.client.create(ConfigMap as never, named("v1", "ConfigMap", "c", "default"));
  expect(lab.calls[0]).toMatchObject({ to: { host: "hook.example.com", port: 8443 }, path: "/x?timeout=10s" });
  expect(
    lab
      .reviews()
      .map(({ resource, subResource, namespace }) => [(resource as JsonObject).resource, subResource, namespace]),
  ).toEqual([
    ["namespaces", undefined, "shop"],
    ["pods", undefined, "default"],
    ["pods", "binding", "default"],
    ["configmaps", undefined, "default"],
  ]);
});
