/** One or more nodes with their kubelets, a real API, real wires, and images made for the test. */
import { builtInSchemas } from "../../../worker/api/generated/index.ts";
import type { PodObject, PodSpec } from "../../../worker/api/generated/types.ts";
import { type ApiServer, createApiServer } from "../../../worker/api/index.ts";
import { builtInKinds, ConfigMap, Event, Namespace, Pod, ServiceAccount } from "../../../worker/api/kinds/index.ts";
import { SandboxClock } from "../../../worker/base/clock.ts";
import { textResponse } from "../../../worker/base/http.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import type {
  ContainerProgram,
  Image,
  ImageAnswer,
  ImageCatalogue,
  Kubelet,
  KubeletOptions,
  NodeSettings,
} from "../../../worker/kubelet/index.ts";
import { createKubelet, instantTimings, parseReference } from "../../../worker/kubelet/index.ts";
import { createNetwork } from "../../../worker/network/index.ts";
import type { Program } from "../../../worker/shell/program.ts";
import { stillTime } from "../stillTime.ts";

export const START_MS = Date.UTC(2026, 0, 1);

/** Sleeps like coreutils' sleep and remembers until when. */
const sleep: Program = async ([seconds = "0"], io) => {
  const until = (io.memory.read() as number | undefined) ?? io.clock.now() + Number(seconds) * 1000;
  io.memory.write(until);
  await io.clock.sleep(until - io.clock.now(), io.signal);
  return 0;
};
const cat: Program = async (args, io) => {
  for (const path of args) await io.stdout.write(io.files.read(path));
  return 0;
};
const env: Program = async (_, io) => {
  for (const [name, value] of Object.entries(io.env)) await io.stdout.write(`${name}=${value}\n`);
  return 0;
};
const exit: Program = async ([code = "0", ...words], io) => {
  if (words.length > 0) await io.stdout.write(`${words.join(" ")}\n`);
  return Number(code);
};
const write: Program = async ([path = "", text = ""], io) => {
  io.files.write(path, text);
  return 0;
};

/** Answers HTTP on a port with the content of a file read at start; a restored one goes on with what it had read. */
const serve: ContainerProgram = async ([port = "80", path = "/etc/hostname"], io) => {
  const remembered = io.memory.read() as string | undefined;
  const body = remembered ?? io.files.readText(path);
  io.memory.write(body);
  await io.stdout.write(remembered === undefined ? `serving ${port}\n` : "");
  const handle = io.net.listen(
    { port: Number(port), process: "serve" },
    {
      http: (request) =>
        request.path.startsWith("/broken")
          ? textResponse(500, "broken", "text/plain")
          : textResponse(200, body, "text/plain"),
    },
  );
  await new Promise<void>((resolve) => io.signal.addEventListener("abort", () => resolve(), { once: true }));
  handle.close();
  return 0;
};

const tools = new Map<string, Program>([
  ["/bin/sleep", sleep],
  ["/bin/cat", cat],
  ["/usr/bin/env", env],
  ["/bin/exit", exit],
  ["/bin/write", write],
]);

export const testImage: Image = {
  repositories: ["docker.io/library/test"],
  hasTag: (tag) => ["latest", "1.0"].includes(tag),
  sizeBytes: 72_188_133,
  entrypoint: [],
  command: ["serve"],
  env: { TEST_VERSION: "1" },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  files: () => ({ "/srv/hello.txt": "hello\n" }),
  programs: () => new Map([["/usr/bin/serve", serve]]),
  tools,
};

const catalogue: ImageCatalogue = {
  find(text): ImageAnswer {
    const { repository, tag } = parseReference(text);
    if (repository === "docker.io/library/redis") return { unsupported: text };
    if (repository !== "docker.io/library/test") return { absent: "repository", repository, tag };
    if (!testImage.hasTag(tag)) return { absent: "tag", repository, tag };
    return {
      found: testImage,
      tag,
      repository,
      digest: "sha256:6ab0b6e7381779332f97b8ca76193e45b0756f38d4c0dcda72dbb3c32061ab99",
    };
  },
  standIn: (): ImageAnswer => ({
    found: { ...testImage, command: ["serve", "6379"] },
    tag: "latest",
    repository: "docker.io/library/redis",
    digest: "sha256:6ab0b6e7381779332f97b8ca76193e45b0756f38d4c0dcda72dbb3c32061ab99",
  }),
};

export function nodeSettings(index: number): NodeSettings {
  const amounts = { cpu: "4", memory: "8Gi", "ephemeral-storage": "100Gi", pods: "500" };
  return {
    name: index === 0 ? "worker" : `worker${index + 1}`,
    ip: `172.18.0.${index + 2}`,
    podCidr: `10.244.${index + 1}.0/24`,
    labels: {},
    taints: [],
    capacity: amounts,
    allocatable: amounts,
    version: "v1.36.1",
    osImage: "Debian GNU/Linux 12 (bookworm)",
    kernel: "6.8.0",
    runtime: "containerd://2.1.3",
    architecture: "amd64",
    clusterDns: "10.96.0.10",
    clusterDomain: "cluster.local",
    hostNameservers: ["172.18.0.1"],
    hostSearches: [],
  };
}

export type Lab = Awaited<ReturnType<typeof lab>>;

export interface LabOptions extends Partial<KubeletOptions> {
  readonly nodes?: number;
  readonly settings?: Partial<NodeSettings>;
  /** The lab whose API and saved records to go on with. */
  readonly after?: { readonly clock: SandboxClock; readonly server: ApiServer };
}

export async function lab(options: LabOptions = {}) {
  const clock = options.after?.clock ?? new SandboxClock(START_MS, stillTime);
  const random = new SeededRandom(5);
  const server =
    options.after?.server ??
    createApiServer({
      kinds: builtInKinds,
      schemas: builtInSchemas,
      clock,
      random,
      serviceCidr: "10.96.0.0/16",
      version: "v1.36.1",
    });
  const client = server.client({ user: "system:admin", groups: ["system:masters"] });
  const network = createNetwork({ clock, random });
  network.addSegment({ name: "lan", cidr: "172.18.0.0/16" });
  if (!options.after) {
    for (const name of ["default", "kube-system", "kube-node-lease"]) {
      await client.create(Namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
      await client.create(ConfigMap, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "kube-root-ca.crt", namespace: name },
        data: { "ca.crt": "-----BEGIN CERTIFICATE-----\n" },
      });
      await client.create(ServiceAccount, {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "default", namespace: name },
      });
    }
  }
  const failures: unknown[] = [];
  const kubelets: Kubelet[] = [];
  for (let index = 0; index < (options.nodes ?? 1); index++) {
    const node = { ...nodeSettings(index), ...options.settings };
    const host = network.addHost({
      id: `node/${node.name}`,
      name: node.name,
      interfaces: [{ name: "eth0", ip: node.ip, prefix: 16, gateway: "172.18.0.1", segment: "lan" }],
      about: { kind: "Node", name: node.name },
    });
    const kubelet = createKubelet({
      node,
      client,
      cache: server.cache,
      events: server.recorder(client, { component: "kubelet", host: node.name }),
      topology: network,
      host,
      images: catalogue,
      clock,
      random,
      timings: instantTimings,
      token: () => () => "token",
      onError: (error) => failures.push(error),
      ...options,
    });
    kubelets.push(kubelet);
    await kubelet.start();
  }
  const kubelet = kubelets[0]!;
  return {
    clock,
    server,
    client,
    network,
    kubelet,
    kubelets,
    /** Lets time pass; fails if something broke unseen. */
    async pass(ms: number) {
      await clock.advance(ms);
      if (failures.length > 0) throw failures[0];
    },
    async run(name: string, spec: Partial<PodSpec>, metadata: Partial<PodObject["metadata"]> = {}) {
      return client.create(Pod, pod(name, spec, metadata));
    },
    pod: (name: string, namespace = "default") => server.cache.get(Pod, { namespace, name }),
    /** "Reason: message" of a pod's events, oldest first, repeated ones with their count. */
    events: (name: string) =>
      server.cache
        .list(Event)
        .filter(({ involvedObject }) => involvedObject.name === name)
        .sort((a, b) => Number(a.metadata.name.split(".").at(-1) ?? 0) - Number(b.metadata.name.split(".").at(-1) ?? 0))
        .map(({ reason, message, count }) => `${reason}: ${message}${(count ?? 1) > 1 ? ` (x${count})` : ""}`),
    async log(name: string, container = "main", log: Parameters<Kubelet["door"]["logs"]>[1] = {}) {
      let text = "";
      for await (const chunk of kubelet.door.logs({ namespace: "default", pod: name, container }, log)) text += chunk;
      return text;
    },
    end() {
      for (const one of kubelets) one.stop();
    },
  };
}

export function pod(name: string, spec: Partial<PodSpec>, metadata: Partial<PodObject["metadata"]> = {}): PodObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", ...metadata },
    spec: { nodeName: "worker", ...spec, containers: spec.containers ?? [{ name: "main", image: "test" }] },
  };
}

/** A condition's status, with its reason where it has one: "False ContainersNotReady". */
export function condition(object: PodObject | undefined, type: string): string | undefined {
  const found = object?.status?.conditions?.find((one) => one.type === type);
  return found && [found.status, found.reason].filter(Boolean).join(" ");
}
