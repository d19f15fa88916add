/** https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { expect, test } from "vitest";
import type {
  NamespaceObject,
  NetworkPolicyObject,
  NetworkPolicySpec,
  PodObject,
} from "../../../../worker/api/generated/types.ts";
import { filterOf } from "../../../../worker/controllers/kindnet/filter.ts";
import { filteredPods } from "../../../../worker/controllers/kindnet/policies.ts";

const pod = (namespace: string, name: string, podIP: string, nodeName = "one"): PodObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, labels: { app: name } },
  spec: {
    nodeName,
    containers: [{ name: "c", ports: [{ name: "http", containerPort: name === "web" ? 8080 : 9090 }] }],
  },
  status: { podIP, phase: "Running" },
});

const pods = [
  pod("shop", "web", "10.0.0.1"),
  pod("shop", "box", "10.0.0.2"),
  pod("shop", "far", "10.0.1.1", "two"),
  pod("bank", "box", "10.0.0.3"),
];
const namespaces: readonly NamespaceObject[] = ["shop", "bank"].map((name) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { team: name } },
}));

const web = { podSelector: { matchLabels: { app: "web" } } };
const box = { podSelector: { matchLabels: { app: "box" } } };

interface Row {
  readonly says: string;
  readonly policies: readonly NetworkPolicySpec[];
  readonly from?: string;
  readonly to?: string;
  readonly port?: number;
  readonly transport?: "TCP" | "UDP";
  readonly by?: "self" | "child" | "outside";
  readonly passes: boolean;
}

test.each<Row>([
  { says: "without a policy everything passes", policies: [], passes: true },
  { says: "a policy isolates the pods that it chooses", policies: [web], passes: false },
  { says: "and no others", policies: [web], to: "10.0.0.2", from: "10.0.0.3", passes: true },
  { says: "an empty selector chooses all pods of its namespace", policies: [{ podSelector: {} }], passes: false },
  { says: "and of no other namespace", policies: [{ podSelector: {} }], to: "10.0.0.3", passes: true },
  { says: "an empty rule allows everybody", policies: [{ ...web, ingress: [{}] }], passes: true },
  { says: "policies add up", policies: [web, { ...web, ingress: [{ from: [box] }] }], passes: true },
  {
    says: "a podSelector chooses in its own namespace",
    policies: [{ ...web, ingress: [{ from: [box] }] }],
    from: "10.0.0.3",
    passes: false,
  },
  {
    says: "a namespaceSelector chooses all pods there",
    policies: [{ ...web, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "bank" } } }] }] }],
    from: "10.0.0.3",
    passes: true,
  },
  {
    says: "both together choose pods in namespaces",
    policies: [
      { ...web, ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "far" } } }] }] },
    ],
    from: "10.0.0.3",
    passes: false,
  },
  {
    says: "pods of other nodes count",
    policies: [{ ...web, ingress: [{ from: [{ podSelector: { matchLabels: { app: "far" } } }] }] }],
    from: "10.0.1.1",
    by: "outside",
    passes: true,
  },
  {
    says: "a block is of addresses",
    policies: [{ ...web, ingress: [{ from: [{ ipBlock: { cidr: "172.18.0.0/16" } }] }] }],
    from: "172.18.0.9",
    by: "outside",
    passes: true,
  },
  {
    says: "except some",
    policies: [{ ...web, ingress: [{ from: [{ ipBlock: { cidr: "172.18.0.0/16", except: ["172.18.0.0/24"] } }] }] }],
    from: "172.18.0.9",
    by: "outside",
    passes: false,
  },
  { says: "a port allows itself", policies: [{ ...web, ingress: [{ ports: [{ port: 8080 }] }] }], passes: true },
  { says: "and no other", policies: [{ ...web, ingress: [{ ports: [{ port: 8080 }] }] }], port: 8081, passes: false },
  {
    says: "nor another protocol",
    policies: [{ ...web, ingress: [{ ports: [{ port: 8080 }] }] }],
    transport: "UDP",
    passes: false,
  },
  {
    says: "an endPort makes it a range",
    policies: [{ ...web, ingress: [{ ports: [{ port: 8000, endPort: 8100 }] }] }],
    port: 8081,
    passes: true,
  },
  {
    says: "a named port is the pod's own",
    policies: [{ ...web, ingress: [{ ports: [{ port: "http" }] }] }],
    passes: true,
  },
  {
    says: "a named port of another pod does not count",
    policies: [{ ...web, ingress: [{ ports: [{ port: "http" }] }] }],
    port: 9090,
    passes: false,
  },
  {
    says: "a port without a number is the whole protocol",
    policies: [{ ...web, ingress: [{ ports: [{ protocol: "UDP" }] }] }],
    transport: "UDP",
    passes: true,
  },
  { says: "the pod's own node always gets in", policies: [web], from: "172.18.0.2", by: "self", passes: true },
  { says: "a pod reaches itself", policies: [web], from: "10.0.0.1", passes: true },
  {
    says: "Ingress alone does not isolate what leaves",
    policies: [{ ...box, policyTypes: ["Ingress"] }],
    passes: true,
  },
  { says: "Egress isolates what leaves", policies: [{ ...box, policyTypes: ["Egress"] }], passes: false },
  { says: "and not what comes in", policies: [{ ...web, policyTypes: ["Egress"] }], passes: true },
  { says: "egress to a pod", policies: [{ ...box, policyTypes: ["Egress"], egress: [{ to: [web] }] }], passes: true },
  {
    says: "egress to another address",
    policies: [{ ...box, policyTypes: ["Egress"], egress: [{ to: [web] }] }],
    to: "1.1.1.1",
    passes: false,
  },
  {
    says: "egress to a port that pods name",
    policies: [{ ...box, policyTypes: ["Egress"], egress: [{ ports: [{ port: "http" }] }] }],
    passes: true,
  },
  {
    says: "both sides must agree",
    policies: [{ ...box, policyTypes: ["Egress"], egress: [{ to: [web] }] }, web],
    passes: false,
  },
])(
  "$says",
  ({ policies, from = "10.0.0.2", to = "10.0.0.1", port = 8080, transport = "TCP", by = "child", passes }) => {
    const objects = policies.map(
      (spec, at): NetworkPolicyObject => ({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: `p${at}`, namespace: "shop" },
        spec,
      }),
    );
    const filter = filterOf(filteredPods({ policies: objects, pods, namespaces }, "one"));
    const packet = { source: from, destination: { ip: to, port }, transport, from: by };
    expect(filter(packet) === undefined).toBe(passes);
  },
);

test("what is dropped names the policy, and what its rules would have allowed", () => {
  const policy: NetworkPolicyObject = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "web", namespace: "shop" },
    spec: { ...web, ingress: [{ from: [box], ports: [{ port: 80 }] }] },
  };
  const filter = filterOf(filteredPods({ policies: [policy], pods, namespaces }, "one"));
  const [source, destination] = ["10.0.0.3", { ip: "10.0.0.1", port: 8080 }];
  expect(filter({ source, destination, transport: "TCP", from: "child" })).toEqual({
    kind: "timedOut",
    says: "NetworkPolicy shop/web does not let 10.0.0.3 to pod shop/web on port 8080/TCP: the packet is dropped",
    look: { kind: "NetworkPolicy", namespace: "shop", name: "web", field: "spec.ingress[0]" },
    nearMisses: [
      {
        object: { kind: "NetworkPolicy", namespace: "shop", name: "web", field: "spec.ingress[0]" },
        because: "allows port 80/TCP from pods with app=box",
      },
    ],
  });
});
