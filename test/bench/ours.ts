/** One measurement of Gatehouse in a process of its own: `ours.ts PODS REQUESTS`, answers with one JSON line. */
import { Deployment, Service } from "../../worker/api/kinds/index.ts";
import { readAll } from "../../worker/base/streams.ts";
import { Sandbox } from "../../worker/cluster/index.ts";
import { nodeTime } from "../../worker/hosts/node/time.ts";
import { instantTimings } from "../../worker/kubelet/index.ts";
import { type NodeProfile, type Profile, profileNamed } from "../../worker/profiles/index.ts";
import { type Measurement, measure } from "./measure.ts";

const PODS_PER_NODE = 110;
const NODE_PORT = 31_000;
const SYSTEM_PODS_PER_NODE = 4;

/** kind with as many workers as so many pods need. */
function profileFor(pods: number): Profile {
  const kind = profileNamed("kind");
  const worker = kind.nodes.at(-1)!;
  const count = Math.max(2, Math.ceil(pods / (PODS_PER_NODE - SYSTEM_PODS_PER_NODE)));
  const workers = Array.from(
    { length: count },
    (_, i): NodeProfile => ({
      ...worker,
      name: `worker-${i}`,
      ip: `172.18.1.${i + 1}`,
      podCidr: `10.244.${i + 1}.0/24`,
      labels: { ...worker.labels, "kubernetes.io/hostname": `worker-${i}` },
      cpu: "64",
      memory: "256Gi",
    }),
  );
  return { ...kind, nodes: [kind.nodes[0]!, ...workers] };
}

const [pods = 100, requests = 0] = process.argv.slice(2).map(Number);
const result: Partial<Measurement> = {};
const sandbox = new Sandbox({
  options: { profile: "kind", seed: 1 },
  profile: profileFor(pods),
  host: nodeTime,
  startMs: Date.UTC(2026, 0, 1),
  speed: "max",
  timings: instantTimings,
});
result.boot = await measure(() => sandbox.start());
const client = sandbox.server.client({ user: "bench", groups: ["system:masters"] });
const meta = { name: "web", namespace: "default" };
const labels = { app: "web" };
const readyPods = () => sandbox.server.cache.get(Deployment, meta)?.status?.readyReplicas ?? 0;
result.ready = await measure(async () => {
  const work = async () => {
    await client.create(Deployment, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta,
      spec: {
        replicas: pods,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              { name: "web", image: "hashicorp/http-echo:1.0", args: ["-text=hello, world", "-listen=:8080"] },
            ],
          },
        },
      },
    });
    await client.create(Service, {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta,
      spec: { type: "NodePort", selector: labels, ports: [{ port: 80, targetPort: 8080, nodePort: NODE_PORT }] },
    });
    while (readyPods() < pods) await sandbox.clock.sleep(20);
  };
  await sandbox.clock.drive(work());
});
globalThis.gc?.();
result.memoryMb = process.memoryUsage().heapUsed / 2 ** 20;
if (requests > 0) {
  await sandbox.clock.advance(2_000);
  // As theirs waits: until everything has come to rest, V8's compiler too.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const ip = sandbox.profile.nodes[1]!.ip;
  const net = sandbox.topology.host("laptop")!.access("bench");
  const request = {
    method: "GET",
    authority: `${ip}:${NODE_PORT}`,
    path: "/",
    headers: [],
    body: new Uint8Array(),
    protocol: "HTTP/1.1",
  } as const;
  const to = { ip, port: NODE_PORT };
  /** Bodies never change: one that was read needs no other look. */
  let seen: unknown;
  const expected = Buffer.from("hello, world\n");
  result.requests = await measure(async () => {
    const work = async () => {
      for (let i = 0; i < requests; i++) {
        // As every long loop in a sandbox does.
        const wait = sandbox.clock.breathe();
        if (wait) await wait;
        const answer = await net.http(to, request);
        if (!answer.ok) throw new Error(answer.failure.says);
        const { body } = answer.response;
        if (body === seen) continue;
        if (!expected.equals(body instanceof Uint8Array ? body : await readAll(body))) throw new Error("wrong answer");
        seen = body;
      }
    };
    await sandbox.clock.drive(work());
  });
}
console.log(JSON.stringify(result));
process.exit(0);
