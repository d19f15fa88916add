import { expect, test } from "vitest";
import type { NodeObject } from "../../../../worker/api/generated/types.ts";
import { Node } from "../../../../worker/api/kinds/index.ts";
import { KINDNET, podRoutes, routesFor, runKindnet } from "../../../../worker/controllers/kindnet/index.ts";
import { testServer } from "../../api/local.ts";
import { echoSource, get, lab } from "../../network/lab.ts";

const node = (name: string, podCIDR: string, address: string): NodeObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  spec: { podCIDR },
  status: { addresses: [{ type: "InternalIP", address }] },
});
const A = node("a", "10.244.1.0/24", "172.18.0.2");
const B = node("b", "10.244.2.0/24", "172.18.0.3");

test("a route leads to each other node's pods, none to its own or to a node without a range", () => {
  const unranged = { ...node("c", "", "172.18.0.9"), spec: {} };
  expect(podRoutes([B, A, unranged], "a")).toEqual([{ cidr: "10.244.2.0/24", via: "172.18.0.3" }]);
});

test("pods of two nodes reach each other once kindnet ran on both, and still when it is gone and the sandbox restored", async () => {
  const interpreters = { [KINDNET]: routesFor };
  const start = (saved?: Parameters<typeof lab>[0]) => {
    const made = lab({ interpreters, unrouted: true, ...saved });
    made.addPod("a", "client", "10.244.1.6");
    made.addPod("b", "web", "10.244.2.5").access("web").listen({ port: 80, process: "web" }, echoSource);
    const ask = async () => {
      const client = made.network.host("pod/client")!.access("curl");
      return (await made.timed(client.http({ ip: "10.244.2.5", port: 80 }, get(), { timeoutMs: 10 }))).value.ok;
    };
    return { ...made, ask };
  };
  const { network, clock, ask } = start();
  const { server, client } = testServer({ clock });
  expect(await ask()).toBe(false);
  await client.create(Node, A);
  await client.create(Node, B);
  for (const name of ["a", "b"]) {
    const stop = new AbortController();
    const done = runKindnet(
      { cache: server.cache, clock, node: network.host(`node/${name}`)!, log: () => {} },
      stop.signal,
    );
    stop.abort();
    await done;
  }
  expect(await ask()).toBe(true);
  const saved = JSON.parse(JSON.stringify(network.save()));
  expect(await start({ saved }).ask()).toBe(true);
});
