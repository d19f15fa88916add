import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { Sandbox } from "../../../../../worker/cluster/index.ts";
import { type Doors, freshPrimes, openDoors } from "../../../../../worker/hosts/node/serve/index.ts";
import { nodeTime } from "../../../../../worker/hosts/node/time.ts";

let sandbox: Sandbox;
let doors: Doors;
let credentials: { readonly ca: string; readonly cert: string; readonly key: string };

beforeAll(async () => {
  sandbox = new Sandbox({
    options: { profile: "kind", seed: 1 },
    host: nodeTime,
    startMs: Date.now() - 300_000,
    speed: 1,
    primes: freshPrimes(),
  });
  await sandbox.start();
  doors = await openDoors(sandbox);
  const config = parse(doors.kubeconfig) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const plain = (text: string | undefined) => Buffer.from(text ?? "", "base64").toString();
  const { user } = config.users[0]!;
  credentials = {
    ca: plain(config.clusters[0]!.cluster["certificate-authority-data"]),
    cert: plain(user["client-certificate-data"]),
    key: plain(user["client-key-data"]),
  };
});

afterAll(async () => {
  await doors.close();
  sandbox.stop();
});

interface Asked {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: object;
}

async function send(path: string, { body, tls, ...rest }: Asked = {}) {
  const asked = request(`${doors.url}${path}`, { ...credentials, agent: false, ...rest, ...tls });
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return { asked, answer: answer.setEncoding("utf8") };
}

async function ask(path: string, options: Asked = {}) {
  const { answer } = await send(path, options);
  let text = "";
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode, text };
}

/** How many of those who follow changes from now on still do. */
function followers(): () => number {
  const { store } = sandbox.server;
  const listen = store.listen.bind(store);
  let count = 0;
  store.listen = (resource, listener) => {
    const stop = listen(resource, listener);
    count += 1;
    return () => {
      count -= 1;
      stop();
    };
  };
  return () => count;
}

test("a client whose certificate the cluster has signed is its administrator", async () => {
  const { status, text } = await ask("/api/v1/nodes");
  expect(status).toBe(200);
  expect(JSON.parse(text).items).toHaveLength(3);
});

test("a client without a certificate is nobody whom anything is granted", async () => {
  const { status, text } = await ask("/api/v1/nodes", { tls: { cert: undefined, key: undefined } });
  expect(status).toBe(403);
  expect(JSON.parse(text)).toEqual({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message:
      'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
    reason: "Forbidden",
    details: { kind: "nodes" },
    code: 403,
  });
});

test("a client without a certificate may ask for version and health", async () => {
  const nobody = { tls: { cert: undefined, key: undefined } };
  expect((await ask("/version", nobody)).status).toBe(200);
  expect((await ask("/livez", nobody)).text).toBe("ok");
});

test("a client whose certificate another cluster has signed is refused", async () => {
  const other = new Sandbox({
    options: { profile: "kind", seed: 1 },
    host: nodeTime,
    startMs: Date.now() - 300_000,
    speed: 1,
    primes: freshPrimes(),
  });
  const theirs = parse(other.kubeconfig("https://127.0.0.1")).users[0].user as Record<string, string>;
  other.stop();
  const plain = (name: string) => Buffer.from(theirs[name]!, "base64").toString();
  const tls = { cert: plain("client-certificate-data"), key: plain("client-key-data") };
  expect((await ask("/api/v1/nodes", { tls })).status).toBe(401);
});

test("a service account's token is taken instead of a certificate", async () => {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", spec: {} });
  const made = await ask("/api/v1/namespaces/default/serviceaccounts/default/token", { method: "POST", headers, body });
  const { token } = JSON.parse(made.text).status;
  const tls = { cert: undefined, key: undefined };
  const review = { kind: "SelfSubjectReview", apiVersion: "authentication.k8s.io/v1" };
  const { text } = await ask("/apis/authentication.k8s.io/v1/selfsubjectreviews", {
    method: "POST",
    headers: { ...headers, Authorization: `Bearer ${token}` },
    body: JSON.stringify(review),
    tls,
  });
  expect(JSON.parse(text).status.userInfo.username).toBe("system:serviceaccount:default:default");
});

test("a watch tells what happens while it is open, and is freed when its client has gone", async () => {
  const watchers = followers();
  const { asked, answer } = await send("/api/v1/namespaces/default/configmaps?watch=true");
  const lines = answer[Symbol.asyncIterator]();
  const first = JSON.parse((await lines.next()).value);
  expect(first).toMatchObject({ type: "ADDED", object: { metadata: { name: "kube-root-ca.crt" } } });
  expect(watchers()).toBe(1);
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ kind: "ConfigMap", apiVersion: "v1", metadata: { name: "told" } });
  expect((await ask("/api/v1/namespaces/default/configmaps", { method: "POST", headers, body })).status).toBe(201);
  expect(JSON.parse((await lines.next()).value)).toMatchObject({
    type: "ADDED",
    object: { metadata: { name: "told" } },
  });
  asked.destroy();
  await expect.poll(watchers).toBe(0);
});
