/** What a cluster is born with, for those who look. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, lab } from "./lab.ts";

let world: Lab;
const says = async (script: string) => {
  const { stdout, stderr } = await world.clock.drive(world.sandbox.places.laptop.run(script));
  return `${stdout}${stderr}`.trimEnd();
};

beforeAll(async () => {
  world = await lab();
}, 60_000);
afterAll(() => world.end());

const names = (what: string) => says(`kubectl get ${what} -o name | cut -d/ -f2 | tr '\\n' ' '`);

test.each([
  ["priorityclasses", "system-cluster-critical system-node-critical"],
  ["csinodes", "kind-control-plane kind-worker kind-worker2"],
  ["servicecidrs", "kubernetes"],
  [
    "prioritylevelconfigurations",
    "catch-all exempt global-default leader-election node-high system workload-high workload-low",
  ],
  ["configmaps -n kube-public", "cluster-info kube-root-ca.crt"],
  [
    "configmaps -n kube-system",
    "coredns extension-apiserver-authentication kube-apiserver-legacy-service-account-token-tracking kube-proxy kube-root-ca.crt kubeadm-config kubelet-config",
  ],
])("has its %s", async (what, found) => {
  expect(await names(what)).toBe(found);
});

test("they are as old as the cluster, and each node owns its CSINode", async () => {
  const born = "-o jsonpath='{.metadata.creationTimestamp}'";
  expect(await says(`kubectl get pc system-node-critical ${born}`)).toBe(await says(`kubectl get ns default ${born}`));
  expect(await says("kubectl get csinode kind-worker -o jsonpath='{.metadata.ownerReferences[0].uid}'")).toBe(
    await says("kubectl get node kind-worker -o jsonpath='{.metadata.uid}'"),
  );
  await says("kubectl delete node kind-worker2; sleep 3");
  expect(await names("csinodes")).toBe("kind-control-plane kind-worker");
});

test("what was changed or deleted stays so in a restored sandbox", async () => {
  await says("kubectl delete configmap kubeadm-config -n kube-system");
  const again = await lab({ saved: await world.sandbox.save() });
  const { stdout } = await again.clock.drive(again.sandbox.places.laptop.run("kubectl get cm -n kube-system -o name"));
  expect(stdout).not.toContain("kubeadm-config");
  expect(stdout).toContain("kubelet-config");
  again.end();
}, 60_000);
