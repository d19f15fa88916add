import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeploymentObject, ServiceObject } from "../../../../../worker/api/generated/types.ts";
import { Deployment, Service } from "../../../../../worker/api/kinds/index.ts";
import { Sandbox } from "../../../../../worker/cluster/index.ts";
import { type Doors, freshPrimes, openDoors, Pace } from "../../../../../worker/hosts/node/serve/index.ts";
import { nodeTime } from "../../../../../worker/hosts/node/time.ts";

let sandbox: Sandbox;
let doors: Doors;
const said: string[] = [];
const namespace = "default";

beforeAll(async () => {
  const pace = new Pace();
  sandbox = new Sandbox({
    options: { profile: "kind", seed: 1 },
    host: nodeTime,
    startMs: Date.now(),
    speed: "max",
    primes: freshPrimes(),
    aroundApi: pace.aroundApi,
  });
  await sandbox.start();
  const client = sandbox.server.client({ user: "admin", groups: ["system:masters"] });
  const labels = { app: "who" };
  await client.create(Deployment, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "who", namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "who", image: "traefik/whoami:v1.10" }] },
      },
    },
  } as DeploymentObject);
  await client.create(Service, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "who", namespace },
    spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 28_080, targetPort: 80, nodePort: 30_443 }] },
  } as unknown as ServiceObject);
  await sandbox.clock.advance(20_000);
  pace.begin(sandbox.clock);
  doors = await openDoors(sandbox, { pace, lbRange: "127.0.64.64/28", say: (line) => said.push(line) });
});

afterAll(async () => {
  await doors.close();
  sandbox.stop();
});

const get = async (at: string) => (await fetch(`http://${at}/`, { headers: { Connection: "close" } })).text();

test("a Service of type LoadBalancer gets an address of the range", async () => {
  await expect
    .poll(() => sandbox.server.cache.get(Service, { namespace, name: "who" })?.status?.loadBalancer?.ingress)
    .toEqual([{ ip: "127.0.64.65", ipMode: "Proxy" }]);
});

test.each([
  { says: "the load balancer's address", at: "127.0.64.65:28080" },
  { says: "the first node's port", at: "127.0.63.1:30443" },
  { says: "the last node's port", at: "127.0.63.3:30443" },
  { says: "the port that kind maps to this machine", at: "127.0.0.1:30443" },
])("$says leads to the pods", async ({ at }) => {
  await expect.poll(() => said.join("\n")).toContain(`open ${at}/tcp for service default/who`);
  expect(await get(at)).toMatch(/^Hostname: who-/);
});

test("what nobody needs any more is closed", async () => {
  const client = sandbox.server.client({ user: "admin", groups: ["system:masters"] });
  await client.delete(Service, { namespace, name: "who" });
  await expect.poll(() => said.join("\n")).toContain("closed 127.0.64.65:28080/tcp of service default/who");
  await expect(get("127.0.63.1:30443")).rejects.toThrow("fetch failed");
});
