/**
 * What the API server costs at 10,000 pods: CPU of lists in each form, of a watch's beginning and of an event, beside an event at
 * 100 pods; and memory. Run by `npm run bench:api`.
 */
import { builtInSchemas } from "../../worker/api/generated/index.ts";
import { createApiServer, type Kind, type KubeObject } from "../../worker/api/index.ts";
import { builtInKinds } from "../../worker/api/kinds/index.ts";
import { SandboxClock } from "../../worker/base/clock.ts";
import { SeededRandom } from "../../worker/base/random.ts";
import { stillTime } from "../worker/stillTime.ts";

const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
const by = { user: "kubernetes-admin", groups: ["system:masters"] };
const EVENTS = 500;

function serverWith(pods: number) {
  const server = createApiServer({
    kinds: builtInKinds,
    schemas: builtInSchemas,
    clock: new SandboxClock(Date.UTC(2026, 0, 1), stillTime),
    random: new SeededRandom(1),
    serviceCidr: "10.96.0.0/16",
    version: "v1.36.1",
  });
  const { resources } = server.verbs;
  const create = (kind: Kind, namespace: string | undefined, object: object) =>
    resources.create(kind, namespace, object as KubeObject, { by });
  create(server.kinds.required("v1", "Namespace"), undefined, { metadata: { name: "default" } });
  create(server.kinds.required("v1", "ServiceAccount"), "default", { metadata: { name: "default" } });
  const kind = server.kinds.required("v1", "Pod");
  for (let i = 0; i < pods; i++) {
    const metadata = { name: `web-${String(i).padStart(5, "0")}`, labels: { app: `app-${i % 50}` } };
    create(kind, "default", { metadata, spec: { containers: [{ name: "web", image: "nginx" }] } });
  }
  const touch = (i: number) => {
    const pod = resources.get(kind, { namespace: "default", name: `web-${String(i % 50).padStart(5, "0")}` });
    resources.rewrite(kind, { ...pod, status: { phase: "Running", observedGeneration: i } } as KubeObject, { by });
  };
  const ask = async (path: string, accept: string) => {
    const headers = [["Accept", accept]] as const;
    const body = new Uint8Array(0);
    return server.handle({ method: "GET", authority: "bench", path, headers, body, protocol: "HTTP/1.1" });
  };
  return { ask, touch };
}

type Bench = ReturnType<typeof serverWith>;

/** CPU of some work, milliseconds. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const row = (what: string, ms: number, more = "") =>
  process.stdout.write(`${what.padEnd(44)}${ms.toFixed(2).padStart(10)} ms${more && `   ${more}`}\n`);

async function list({ ask }: Bench, what: string, accept: string): Promise<void> {
  let bytes = 0;
  const ms = await cpuMs(async () => {
    bytes = ((await ask("/api/v1/pods", accept)).body as Uint8Array).length;
  });
  row(what, ms, `${(bytes / 1e6).toFixed(1)} MB`);
}

async function eventMs({ ask, touch }: Bench, accept: string): Promise<number> {
  const { body } = await ask(
    "/api/v1/pods?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan",
    accept,
  );
  const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const run = () =>
    cpuMs(async () => {
      for (let i = 0; i < EVENTS; i++) {
        touch(i);
        await chunks.next();
      }
    });
  await run();
  const ms = await run();
  await chunks.return?.();
  return ms / EVENTS;
}

const small = serverWith(100);
const before = process.memoryUsage().heapUsed;
const large = serverWith(10_000);
globalThis.gc?.();
row("10,000 pods in memory", 0, `${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(0)} MB`);
await list(large, "table of 10,000 pods, the first", TABLE);
await list(large, "table of 10,000 pods, another", TABLE);
await list(large, "list of 10,000 pods, the first", "application/json");
await list(large, "list of 10,000 pods, another", "application/json");
await list(large, "metadata of 10,000 pods", METADATA);
for (const accept of ["application/json", TABLE]) {
  const form = accept === TABLE ? "as a table" : "as an object";
  row(`write and event ${form}, at 100 pods`, await eventMs(small, accept));
  row(`write and event ${form}, at 10,000 pods`, await eventMs(large, accept));
}
globalThis.gc?.();
row("all that after it", 0, `${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(0)} MB`);
