/** One measurement of @ngrok/webernetes in a process of its own: `theirs.ts PODS REQUESTS`, answers with one JSON line. */
import { BaseImage, Cluster, type ProcessContext } from "@ngrok/webernetes";
import { type Measurement, measure } from "./measure.ts";

class Web extends BaseImage {
  static readonly imageName = "web";
  static readonly imageVersion = "1.0";
  readonly defaultCommand = ["server"];
  override async exec(ctx: ProcessContext, argv: readonly string[]): Promise<number> {
    if (argv[0] !== "server") return super.exec(ctx, argv);
    ctx.listenHttp(8080, async () => ({ status: 200, body: "hello, world\n" }));
    return ctx.waitUntilKilled();
  }
}

const [pods = 100, requests = 0] = process.argv.slice(2).map(Number);
const cluster = new Cluster({ nodes: Math.max(3, Math.ceil(pods / 100)) });
const result: Partial<Measurement> = {};
result.boot = await measure(async () => {
  cluster.registerImage(Web);
  await cluster.init();
});
result.ready = await measure(async () => {
  await cluster.apply([
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas: pods,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "web", image: "web:1.0" }] },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: {
        type: "NodePort",
        selector: { app: "web" },
        ports: [{ port: 80, targetPort: 8080, nodePort: 31000, protocol: "TCP" }],
      },
    },
  ]);
  for (;;) {
    const deployment = await cluster.api.appsv1.readNamespacedDeployment({ name: "web", namespace: "default" });
    if (deployment.status?.readyReplicas === pods) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
globalThis.gc?.();
result.memoryMb = process.memoryUsage().heapUsed / 2 ** 20;
if (requests > 0) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  result.requests = await measure(async () => {
    for (let i = 0; i < requests; i++) {
      const answer = await cluster.fetch("http://node-1:31000");
      if (answer.body !== "hello, world\n") throw new Error("wrong answer");
    }
  });
}
console.log(JSON.stringify(result));
process.exit(0);
