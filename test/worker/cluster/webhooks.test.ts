import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConfigMapObject, ValidatingWebhook } from "../../../worker/api/generated/types.ts";
import { ConfigMap, Event, ValidatingWebhookConfiguration } from "../../../worker/api/kinds/index.ts";
import { bodyText, textResponse } from "../../../worker/base/http.ts";
import { publicCertificate } from "../../../worker/base/x509/authority/issuer.ts";
import { PUBLIC_ROOT_PEM } from "../../../worker/base/x509/authority/root.ts";
import { box, type Lab, lab } from "./lab.ts";

let kind: Lab;
beforeAll(async () => {
  kind = await withWebhook("kind");
}, 60_000);
afterAll(() => kind.end());

/** How long the webhook thinks, and what it says, by the name of the object. */
const THINKS_MS: Readonly<Record<string, number>> = { slow: 60_000 };

/** A cluster with a pod that speaks TLS as hook.default.svc and denies config maps, and its Service. */
async function withWebhook(profile: string): Promise<Lab> {
  const here = await lab({ profile });
  await here.service("hook", { ports: [{ port: 443, targetPort: 8443 }] });
  await here.run("hook", box("sleep 1000000"));
  await here.until(() => here.podAt("hook")?.status?.phase === "Running");
  const certificate = publicCertificate(["hook.default.svc"], here.clock.now());
  here.sandbox.topology
    .host(here.hostOf(here.podAt("hook")))!
    .access("hook")
    .listen(
      { port: 8443, process: "hook" },
      {
        tls: { certificate: () => certificate },
        http: async (request) => {
          const { uid, name, userInfo } = JSON.parse(await bodyText(request.body)).request;
          await here.clock.sleep(THINKS_MS[name] ?? 0);
          const status = { message: `${userInfo.username} may not make ${name}` };
          const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" };
          const response = { uid, allowed: name === "fine", status };
          return textResponse(200, JSON.stringify({ ...review, response }), "application/json");
        },
      },
    );
  return here;
}

async function configure(here: Lab, hook: Partial<ValidatingWebhook> = {}): Promise<void> {
  const at = { name: "check" };
  if (here.cache.get(ValidatingWebhookConfiguration, at)) {
    await here.clock.drive(here.client.delete(ValidatingWebhookConfiguration, at));
  }
  const webhook: ValidatingWebhook = {
    name: "check.example.com",
    clientConfig: { service: { namespace: "default", name: "hook" }, caBundle: btoa(PUBLIC_ROOT_PEM) },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } },
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    ...hook,
  };
  const kindAndVersion = { apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingWebhookConfiguration" };
  await here.clock.drive(
    here.client.create(ValidatingWebhookConfiguration, { ...kindAndVersion, metadata: at, webhooks: [webhook] }),
  );
}

/** What an attempt to make a config map comes to, and how long that takes. */
async function attempt(here: Lab, name: string) {
  const object: ConfigMapObject = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } };
  const from = here.clock.now();
  const said = await here.clock.drive(
    here.client.create(ConfigMap, object).then(
      () => "created",
      (error: Error) => error.message,
    ),
  );
  return { said, ms: here.clock.now() - from };
}

const failed = (port: number, why: string, service = "hook") =>
  `Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://${service}.default.svc:${port}/?timeout=10s": ${why}`;

test("asks a Service over verified TLS, and tells what it says", async () => {
  await configure(kind);
  expect((await attempt(kind, "bad")).said).toBe(
    'admission webhook "check.example.com" denied the request: kubernetes-admin may not make bad',
  );
  expect((await attempt(kind, "fine")).said).toBe("created");
});

test("gives up after timeoutSeconds of cluster time", async () => {
  await configure(kind);
  const { said, ms } = await attempt(kind, "slow");
  expect(said).toBe(failed(443, "context deadline exceeded"));
  expect(ms).toBe(10_000);
});

test("does not believe a certificate that its bundle does not vouch for, or that is for another name", async () => {
  await configure(kind, { clientConfig: { service: { namespace: "default", name: "hook" }, caBundle: btoa("none") } });
  const unknown = "tls: failed to verify certificate: x509: certificate signed by unknown authority";
  expect((await attempt(kind, "a")).said).toBe(failed(443, unknown));
  await kind.service("other", { ports: [{ port: 443, targetPort: 8443 }], selector: { app: "hook" } });
  await kind.pass(2_000);
  const service = { namespace: "default", name: "other" };
  await configure(kind, { clientConfig: { service, caBundle: btoa(PUBLIC_ROOT_PEM) } });
  const name =
    "tls: failed to verify certificate: x509: certificate is valid for hook.default.svc, not other.default.svc";
  expect((await attempt(kind, "a")).said).toBe(failed(443, name, "other"));
});

test("says what Go says when nobody can be asked", async () => {
  const to = (name: string, port?: number) => ({
    clientConfig: { service: { namespace: "default", name, ...(port ? { port } : {}) } },
  });
  await configure(kind, to("nobody"));
  expect((await attempt(kind, "a")).said).toBe(failed(443, 'service "nobody" not found', "nobody"));
  await configure(kind, to("hook", 8080));
  expect((await attempt(kind, "a")).said).toBe(failed(8080, 'no service port 8080 found for service "hook"'));
  await kind.service("empty", { ports: [{ port: 443 }] });
  await kind.pass(2_000);
  await configure(kind, to("empty"));
  const { clusterIP } = kind.serviceAt("empty").spec;
  const refused = `dial tcp ${clusterIP}:443: connect: connection refused`;
  expect((await attempt(kind, "a")).said).toBe(failed(443, refused, "empty"));
  await configure(kind, { clientConfig: { url: "https://no-such-host.example/" } });
  expect((await attempt(kind, "a")).said).toContain("lookup no-such-host.example on ");
});

test("loops wait as well: a Deployment's pods are asked about", async () => {
  await configure(kind, {
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
  });
  await kind.deploy("web", 1, box("sleep 1000"));
  const refused = "denied the request: system:";
  await kind.until(() => kind.cache.list(Event).some(({ message }) => message?.includes(refused)));
  expect(kind.pods("web")).toEqual([]);
});

test("a provider's control plane goes to endpoints itself", async () => {
  const aks = await withWebhook("aks");
  await configure(aks);
  expect((await attempt(aks, "bad")).said).toContain("denied the request: ");
  await aks.service("empty", { ports: [{ port: 443 }] });
  await configure(aks, { clientConfig: { service: { namespace: "default", name: "empty" } } });
  expect((await attempt(aks, "a")).said).toBe(failed(443, 'no endpoints available for service "empty"', "empty"));
  aks.end();
}, 60_000);
