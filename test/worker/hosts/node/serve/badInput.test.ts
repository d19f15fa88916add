/** Clients that do what they should not: the real answers, nothing left behind, and nobody else waits. */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ConfigMapObject } from "../../../../../worker/api/generated/types.ts";
import { ConfigMap } from "../../../../../worker/api/kinds/index.ts";
import { type Served, served } from "../../../../oracle/served.ts";

let cluster: Served;
let credentials: { readonly ca: string; readonly cert: string; readonly key: string };

beforeAll(async () => {
  cluster = await served({ speed: 1 });
  const config = parse(cluster.doors.kubeconfig);
  const plain = (text: string) => Buffer.from(text, "base64").toString();
  const { user } = config.users[0];
  credentials = {
    ca: plain(config.clusters[0].cluster["certificate-authority-data"]),
    cert: plain(user["client-certificate-data"]),
    key: plain(user["client-key-data"]),
  };
}, 60_000);

afterAll(() => cluster.stop());

const MAPS = "/api/v1/namespaces/default/configmaps";

async function post(body: string | Uint8Array, contentType: string, method = "POST") {
  const asked = request(`${cluster.doors.url}${MAPS}`, {
    ...credentials,
    agent: false,
    method,
    headers: { "Content-Type": contentType },
  });
  // The answer may come before all is said.
  asked.on("error", () => {});
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  const { code, reason, message } = JSON.parse(text);
  return { status: answer.statusCode, code, reason, message };
}

const PROTOBUF = "application/vnd.kubernetes.protobuf";

describe("what is sent", () => {
  test.each([
    {
      says: "over three megabytes",
      body: JSON.stringify({ metadata: { name: "big" }, data: { k: "x".repeat(3 * 1024 * 1024) } }),
      contentType: "application/json",
      code: 413,
      reason: "RequestEntityTooLarge",
      message: "Request entity too large: limit is 3145728",
    },
    {
      says: "protocol buffers without their beginning",
      body: "nope",
      contentType: PROTOBUF,
      code: 400,
      reason: "BadRequest",
      message:
        "the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (6e6f7065)",
    },
    {
      says: "protocol buffers that break off",
      body: new Uint8Array([0x6b, 0x38, 0x73, 0, 0xff, 0xff, 0xff]),
      contentType: PROTOBUF,
      code: 400,
      reason: "BadRequest",
      message: "the object provided is unrecognized (must be of type ConfigMap): unexpected EOF (6b387300ffffff)",
    },
    {
      says: "JSON that breaks off",
      body: '{"a',
      contentType: "application/json",
      code: 400,
      reason: "BadRequest",
      message:
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({\"a)",
    },
    {
      says: "another content type",
      body: "a,b",
      contentType: "text/csv",
      code: 415,
      reason: "UnsupportedMediaType",
      message:
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
    },
  ])("$says is answered with $code", async ({ body, contentType, code, reason, message }) => {
    expect(await post(body, contentType)).toEqual({ status: code, code, reason, message });
  });
});

/** Opens a watch and reads not one byte of it. */
async function silentWatcher(): Promise<TLSSocket> {
  const { port } = new URL(cluster.doors.url);
  const socket = connectTls({ ...credentials, host: "127.0.0.1", port: Number(port), ALPNProtocols: ["http/1.1"] });
  socket.on("error", () => {});
  await once(socket, "secureConnect");
  socket.pause();
  socket.write(`GET ${MAPS}?watch=true HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
}

/** How many of those who follow changes from now on still do. */
function followers(): () => number {
  const { store } = cluster.sandbox.server;
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

const handles = () => process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;

describe("two hundred watchers that never read", () => {
  const WATCHERS = 200;
  const CHANGES = 500;

  test("cost writers and other clients nothing, hold no copies, and leave nothing behind", async () => {
    const count = followers();
    const openBefore = handles();
    const sockets = await Promise.all(Array.from({ length: WATCHERS }, silentWatcher));
    await expect.poll(count, { timeout: 20_000 }).toBe(WATCHERS);
    const client = cluster.sandbox.server.client({ user: "writer", groups: ["system:masters"] });
    const object = (at: number): ConfigMapObject => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `m${at}`, namespace: "default" },
      data: { text: "x".repeat(4_000) },
    });
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
    const started = performance.now();
    for (let at = 0; at < CHANGES; at++) {
      await client.create(ConfigMap, object(at));
      if (at > 50) await client.delete(ConfigMap, { namespace: "default", name: `m${at - 50}` });
      // Watches are written as the loop comes round.
      if (at % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const tookMs = performance.now() - started;
    expect(tookMs, "a writer does not wait for them").toBeLessThan(20_000);
    const asked = performance.now();
    expect((await post("{}", "text/csv")).code).toBe(415);
    expect(performance.now() - asked, "nor does another client").toBeLessThan(5_000);
    // Two hundred copies of what was written would be most of a gigabyte.
    const grown = () => process.memoryUsage().heapUsed + process.memoryUsage().external - before;
    expect(grown()).toBeLessThan(300e6);
    for (const socket of sockets) socket.destroy();
    await expect.poll(count, { timeout: 20_000 }).toBe(0);
    await expect.poll(handles, { timeout: 20_000 }).toBeLessThanOrEqual(openBefore);
  }, 120_000);
});
