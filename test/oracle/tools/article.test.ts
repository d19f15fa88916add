/** The first part of an article about exposing applications, by hand with the real kubectl and curl, before a served AKS. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, served } from "../served.ts";
import { Machine } from "./machine.ts";
import { ownRange } from "./numbers.ts";

let cluster: Served;
let machine: Machine;

const service = (name: string, more: string, type: string) => `apiVersion: v1
kind: Service
metadata:
  creationTimestamp: null
  labels:
    run: demo
  name: ${name}
${more}spec:
${type}  ports:
  - port: 8080
    protocol: TCP
    targetPort: 80
  selector:
    run: demo
status:
  loadBalancer: {}
`;

const INTERNAL = `  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
    service.beta.kubernetes.io/azure-load-balancer-internal-subnet: "sub2-vnet-sbx-spokeaks1"
    service.beta.kubernetes.io/azure-load-balancer-ipv4: 172.21.10.132
`;

beforeAll(async () => {
  cluster = await served({ speed: 20, profile: "aks", lbRange: ownRange });
  machine = new Machine(cluster.doors.kubeconfig);
  machine.write("demo.yaml", service("demo", "", ""));
  machine.write("internal.yaml", service("demo-internal", INTERNAL, "  type: LoadBalancer\n"));
}, 120_000);

afterAll(async () => {
  machine.close();
  await cluster.stop();
});

const NODE = "aks-npuser2-14732456-vmss00000[678]";
const EXTERNAL = `kubectl wait --for=jsonpath='{.status.loadBalancer.ingress[0].ip}' --timeout=120s`;

/** In the article's order: what is typed, and what it prints. */
const typed: readonly { readonly line: string; readonly prints: RegExp }[] = [
  { line: "kubectl run demo --image=nginx:1.27.4 --port=80", prints: /^pod\/demo created\n$/ },
  { line: "kubectl wait --for=condition=Ready pod/demo --timeout=60s", prints: /^pod\/demo condition met\n$/ },
  {
    line: "kubectl get pod -o wide",
    prints: new RegExp(
      String.raw`^NAME   READY   STATUS    RESTARTS   AGE +IP +NODE +NOMINATED NODE   READINESS GATES\ndemo   1/1     Running   0          \d+s +100\.64\.\d+\.\d+ +${NODE} +<none> +<none>\n$`,
    ),
  },
  {
    line: "kubectl get pod demo --show-labels",
    prints: /^NAME {3}READY {3}STATUS {4}RESTARTS {3}AGE +LABELS\ndemo {3}1\/1 {5}Running {3}0 {10}\d+s +run=demo\n$/,
  },
  { line: "kubectl apply -f demo.yaml", prints: /^service\/demo created\n$/ },
  {
    line: "kubectl get service demo",
    prints:
      /^NAME {3}TYPE {8}CLUSTER-IP +EXTERNAL-IP {3}PORT\(S\) {4}AGE\ndemo {3}ClusterIP {3}100\.65\.\d+\.\d+ +<none> {8}8080\/TCP {3}\d+s\n$/,
  },
  { line: "kubectl get service demo -o jsonpath='{.spec.type}'", prints: /^ClusterIP$/ },
  {
    line: `KUBE_EDITOR='sed -i "s/type: ClusterIP/type: LoadBalancer/"' kubectl edit service demo`,
    prints: /^service\/demo edited\n$/,
  },
  {
    line: "kubectl get service demo --no-headers",
    prints: /^demo {3}LoadBalancer {3}100\.65\.\d+\.\d+ +(<pending>|\d+\.\d+\.\d+\.\d+) +8080:3\d{4}\/TCP {3}\d+s\n$/,
  },
  { line: `${EXTERNAL} service/demo`, prints: /^service\/demo condition met\n$/ },
  {
    line: "kubectl get service demo --no-headers",
    prints: /^demo {3}LoadBalancer {3}100\.65\.\d+\.\d+ +(?!10\.|172\.)\d+\.\d+\.\d+\.\d+ +8080:3\d{4}\/TCP +\S+\n$/,
  },
  { line: "kubectl apply -f internal.yaml", prints: /^service\/demo-internal created\n$/ },
  { line: `${EXTERNAL} service/demo-internal`, prints: /condition met/ },
  {
    line: "kubectl get service demo-internal --no-headers",
    prints: /^demo-internal {3}LoadBalancer {3}100\.65\.\d+\.\d+ +172\.21\.10\.132 +8080:3\d{4}\/TCP +\S+\n$/,
  },
];

test.each(typed)(
  "$line",
  async ({ line, prints }) => {
    expect(await machine.prints(line)).toMatch(prints);
  },
  90_000,
);

test.each(["demo", "demo-internal"])(
  "curl reaches the pod at the address that stands for that of %s",
  async (name) => {
    const ip = await machine.prints(`kubectl get service ${name} -o jsonpath='{.status.loadBalancer.ingress[0].ip}'`);
    const stands = () =>
      cluster.said
        .map((line) => /^open (\S+)\/tcp as (\S+) for service /.exec(line))
        .find((found) => found?.[2] === `${ip}:8080`)?.[1];
    await expect.poll(stands, { timeout: 20_000 }).toBeDefined();
    const ask = `curl -sS -i -X GET http://${stands()}`;
    await expect.poll(async () => (await machine.run(ask)).exitCode, { timeout: 20_000 }).toBe(0);
    expect(await machine.prints(ask)).toMatch(
      /^HTTP\/1\.1 200 OK\r\nServer: nginx\/1\.27\.4\r\nDate: .*\r\nContent-Type: text\/html\r\nContent-Length: 615\r\nLast-Modified: Wed, 05 Feb 2025 11:06:32 GMT\r\nConnection: keep-alive\r\nETag: "67a34638-267"\r\nAccept-Ranges: bytes\r\n\r\n<!DOCTYPE html>/,
    );
  },
  90_000,
);
