import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { File } from "../../../worker/base/site.ts";
import { chartSites } from "../../../worker/charts/index.ts";

const pages = chartSites
  .filter(({ names }) => names.includes("raw.githubusercontent.com"))
  .flatMap((site) => site.pages as readonly File[]);

const path = (version: string, flavour: string) =>
  `/kubernetes/ingress-nginx/controller-v${version}/deploy/static/provider/${flavour}/deploy.yaml`;

async function objectsAt(where: string) {
  const page = pages.find((one) => one.path === where);
  if (typeof page?.content !== "function") throw new Error(`nothing at ${where}`);
  const text = (await page.content()) as string;
  const objects = parseAllDocuments(text).map(
    (one) => one.toJS() as { kind: string; metadata: { name: string }; spec?: unknown },
  );
  return { text, objects };
}

/** What `kubectl apply` prints of the project's own file, in its order. https://kubernetes.github.io/ingress-nginx/deploy/ */
const KINDS = [
  "Namespace/ingress-nginx",
  "ServiceAccount/ingress-nginx",
  "ServiceAccount/ingress-nginx-admission",
  "Role/ingress-nginx",
  "Role/ingress-nginx-admission",
  "ClusterRole/ingress-nginx",
  "ClusterRole/ingress-nginx-admission",
  "RoleBinding/ingress-nginx",
  "RoleBinding/ingress-nginx-admission",
  "ClusterRoleBinding/ingress-nginx",
  "ClusterRoleBinding/ingress-nginx-admission",
  "ConfigMap/ingress-nginx-controller",
  "Service/ingress-nginx-controller",
  "Service/ingress-nginx-controller-admission",
  "Deployment/ingress-nginx-controller",
  "Job/ingress-nginx-admission-create",
  "Job/ingress-nginx-admission-patch",
  "IngressClass/nginx",
  "ValidatingWebhookConfiguration/ingress-nginx-admission",
];

test.each(["cloud", "baremetal", "kind"])(
  "the manifest for %s has the project's objects in its order",
  async (flavour) => {
    const { text, objects } = await objectsAt(path("1.15.1", flavour));
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(KINDS);
    expect(text).not.toMatch(/helm\.sh|managed-by|replicas:/);
    expect(text).toContain("controller:v1.15.1@sha256:");
  },
);

test.each([
  { flavour: "cloud", service: { type: "LoadBalancer", externalTrafficPolicy: "Local" } },
  { flavour: "baremetal", service: { type: "NodePort" } },
  { flavour: "kind", service: { type: "NodePort" } },
])("for $flavour the Service is $service.type", async ({ flavour, service }) => {
  const { objects } = await objectsAt(path("1.12.1", flavour));
  expect(objects.find(({ kind }) => kind === "Service")?.spec).toMatchObject(service);
});

test("for kind the pod takes ports of its node and publishes localhost", async () => {
  const { text } = await objectsAt(path("1.15.1", "kind"));
  expect(text).toContain("hostPort: 80\n");
  expect(text).toContain("- --publish-status-address=localhost\n");
  expect(text).not.toContain("--publish-service");
});
