import { expect, test } from "vitest";
import { Ingress, IngressClass, PriorityClass } from "../../../../worker/api/kinds/index.ts";
import { Pod, pod, testServer } from "../local.ts";

const DEFAULT = { "ingressclass.kubernetes.io/is-default-class": "true" };

async function withClasses(...classes: readonly { readonly name: string; readonly isDefault?: boolean }[]) {
  const lab = testServer();
  for (const { name, isDefault } of classes) {
    const metadata = { name, ...(isDefault ? { annotations: DEFAULT } : {}) };
    const kind = { apiVersion: "networking.k8s.io/v1", kind: "IngressClass" };
    await lab.client.create(IngressClass, { ...kind, metadata, spec: { controller: "k8s.io/x" } });
    await lab.clock.advance(1000);
  }
  return lab;
}

const ingress = (spec: { readonly ingressClassName?: string } = {}, annotations = {}) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web", namespace: "default", annotations },
  spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } }, ...spec },
});

/** https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class */
test.each([
  { says: "has no class where none is the default", classes: [{ name: "a" }], object: ingress(), gets: undefined },
  {
    says: "gets the default class",
    classes: [{ name: "a" }, { name: "b", isDefault: true }],
    object: ingress(),
    gets: "b",
  },
  {
    says: "gets the newest of several defaults",
    classes: [
      { name: "a", isDefault: true },
      { name: "b", isDefault: true },
    ],
    object: ingress(),
    gets: "b",
  },
  {
    says: "keeps the class that it names",
    classes: [{ name: "b", isDefault: true }],
    object: ingress({ ingressClassName: "a" }),
    gets: "a",
  },
  {
    says: "keeps to the old annotation",
    classes: [{ name: "b", isDefault: true }],
    object: ingress({}, { "kubernetes.io/ingress.class": "a" }),
    gets: undefined,
  },
])("an Ingress $says", async ({ classes, object, gets }) => {
  const { client } = await withClasses(...classes);
  expect((await client.create(Ingress, object)).spec.ingressClassName).toBe(gets);
});

test("a class of everybody's gives pods that name none its priority", async () => {
  const { client } = testServer();
  const kind = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass" };
  await client.create(PriorityClass, { ...kind, metadata: { name: "usual" }, value: 7, globalDefault: true });
  expect((await client.create(Pod, pod("a"))).spec).toMatchObject({ priorityClassName: "usual", priority: 7 });
  const high = await client.create(Pod, pod("b", { priorityClassName: "system-node-critical" }));
  expect(high.spec.priority).toBe(2_000_001_000);
});
