/** A whole sandbox for a test: what an administrator does to it, and what anybody sees of it. */
import type {
  ConfigMapObject,
  DeploymentObject,
  PodObject,
  PodSpec,
  ServiceObject,
  ServiceSpec,
} from "../../../worker/api/generated/types.ts";
import { ConfigMap, Deployment, Event, Node, Pod, Service } from "../../../worker/api/kinds/index.ts";
import { bodyText } from "../../../worker/base/http.ts";
import { collector, readerOf } from "../../../worker/base/streams.ts";
import type { Hop, TraceFailure } from "../../../worker/base/trace.ts";
import { Sandbox } from "../../../worker/cluster/index.ts";
import type { SandboxParts } from "../../../worker/cluster/sandbox.ts";
import type { SandboxTree } from "../../../worker/cluster/tree.ts";
import { nodeTime } from "../../../worker/hosts/node/time.ts";

export const START_MS = Date.UTC(2026, 0, 1);

/** What a request came to: the body's text, or the failure. */
export interface Answer {
  readonly text?: string;
  readonly status?: number;
  readonly failure?: TraceFailure;
  readonly hops: readonly Hop[];
  readonly ms: number;
}

export type Lab = Awaited<ReturnType<typeof lab>>;

export async function lab(
  options: { readonly profile?: string; readonly seed?: number; readonly saved?: SandboxTree } & Partial<
    Omit<SandboxParts, "options" | "profile" | "saved">
  > = {},
) {
  const { profile = "kind", seed = 1, saved, ...rest } = options;
  const sandbox = new Sandbox({
    options: { profile, seed },
    host: nodeTime,
    startMs: START_MS,
    speed: "max",
    ...(saved ? { saved } : {}),
    ...rest,
  });
  await sandbox.start();
  return labOf(sandbox);
}

export function labOf(sandbox: Sandbox) {
  const { server, clock, topology } = sandbox;
  const { cache } = server;
  const client = server.client({ user: "kubernetes-admin", groups: ["system:masters"] });
  const here = (name: string) => ({ namespace: "default", name });
  const pods = (app: string) =>
    cache.list(Pod, { namespace: "default", labels: { app } }).filter(({ metadata }) => !metadata.deletionTimestamp);
  const node = (name: string) => cache.get(Node, { name });
  const podAt = (name: string, namespace = "default") => cache.get(Pod, { namespace, name });
  const request = async (hostId: string, to: string, timeoutMs: number): Promise<Answer> => {
    const [, ip = "", port = "80", path = "/"] = /^([\d.]+)(?::(\d+))?(\/.*)?$/.exec(to) ?? [];
    const from = clock.now();
    const answer = await topology
      .host(hostId)!
      .access("test")
      .http(
        { ip, port: Number(port) },
        {
          method: "GET",
          authority: `${ip}:${port}`,
          path,
          headers: [],
          body: new Uint8Array(),
          protocol: "HTTP/1.1",
        },
        { timeoutMs },
      );
    const ms = clock.now() - from;
    if (!answer.ok) return { failure: answer.failure, hops: answer.hops, ms };
    const { response, hops } = answer;
    return { text: await bodyText(response.body), status: response.status, hops, ms };
  };
  return {
    sandbox,
    clock,
    cache,
    client,
    pods,
    node,
    podAt,
    request,
    pass: (ms: number) => clock.advance(ms),
    /** Lets time pass until it holds; the milliseconds that it took. */
    until: (holds: () => boolean, limitMs = 120_000, stepMs = 100) =>
      clock.drive(
        (async () => {
          const from = clock.now();
          while (!holds()) {
            if (clock.now() - from > limitMs) throw new Error(`not so within ${limitMs} ms: ${holds}`);
            await clock.sleep(stepMs);
          }
          return clock.now() - from;
        })(),
      ),
    /** One GET from a host; time passes until it is answered. */
    ask: (hostId: string, to: string, timeoutMs = 3000) => clock.drive(request(hostId, to, timeoutMs)),
    /** The id of the host that a pod is. */
    hostOf: (pod: PodObject | undefined) => `pod/${pod!.metadata.uid}`,
    async exec(pod: PodObject, command: readonly string[]) {
      const [out, err] = [collector(), collector()];
      const { containers } = pod.spec;
      const target = { namespace: pod.metadata.namespace!, pod: pod.metadata.name, container: containers[0]!.name };
      const streams = { stdin: readerOf(""), stdout: out.writer, stderr: err.writer };
      const { door } = sandbox.kubelets.get(pod.spec.nodeName!)!;
      const exitCode = await clock.drive(door.exec(target, command, streams));
      return { exitCode, stdout: out.text(), stderr: err.text() };
    },
    deploy: (name: string, replicas: number, spec: PodSpec, more: Partial<DeploymentObject["spec"]> = {}) =>
      clock.drive(client.create(Deployment, deployment(name, replicas, spec, more))),
    run: (name: string, spec: PodSpec, labels: Record<string, string> = { app: name }) =>
      clock.drive(client.create(Pod, { apiVersion: "v1", kind: "Pod", metadata: { ...here(name), labels }, spec })),
    service: (name: string, spec: ServiceSpec, annotations: Record<string, string> = {}) =>
      clock.drive(
        client.create(Service, {
          apiVersion: "v1",
          kind: "Service",
          metadata: { ...here(name), annotations },
          spec: { selector: { app: name }, ...spec },
        }),
      ),
    serviceAt: (name: string, namespace = "default"): ServiceObject => cache.get(Service, { namespace, name })!,
    configMap: (name: string, data: Record<string, string>) =>
      clock.drive(client.create(ConfigMap, configMap(name, data))),
    ready: (app: string) => pods(app).filter((pod) => isReady(pod)).length,
    patch: (name: string, body: unknown) =>
      clock.drive(client.patch(Deployment, here(name), { type: "strategic", body })),
    /** "Reason: message" of the events about an object, oldest first, with their counts. */
    events: (name: string) =>
      cache
        .list(Event)
        .filter(({ involvedObject }) => involvedObject.name === name)
        .map(({ reason, message, count }) => `${reason}: ${message}${(count ?? 1) > 1 ? ` (x${count})` : ""}`),
    end: () => sandbox.stop(),
  };
}

export const isReady = (pod: PodObject | undefined): boolean => conditionOf(pod, "Ready") === "True";

export const conditionOf = (object: PodObject | undefined, type: string): string | undefined =>
  object?.status?.conditions?.find((one) => one.type === type)?.status;

export function deployment(
  name: string,
  replicas: number,
  spec: PodSpec,
  more: Partial<DeploymentObject["spec"]> = {},
): DeploymentObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec },
      ...more,
    },
  };
}

export const configMap = (name: string, data: Record<string, string>): ConfigMapObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data,
});

/** Says its pod's name on port 8080. */
export const whoami: PodSpec = {
  containers: [
    {
      name: "web",
      image: "hashicorp/http-echo:1.0",
      args: ["-listen=:8080", "-text=$(NAME)"],
      env: [{ name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
      ports: [{ containerPort: 8080 }],
    },
  ],
};

export const box = (script: string): PodSpec => ({
  containers: [{ name: "main", image: "busybox:1.36", command: ["sh", "-c", script] }],
});
