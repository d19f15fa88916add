import { describe, expect, test } from "vitest";
import { bodyText, textResponse } from "../../../worker/base/http.ts";
import { KnownWays } from "../../../worker/network/ways.ts";
import { echoSource, get, type Lab, lab, START_MS } from "./lab.ts";

const WEB = { ip: "10.244.2.5", port: 80 };
const says = (text: string) => ({ http: () => textResponse(200, text, "text/plain") });

/** A client on node "a" and a web server on node "b". */
function world() {
  const made = lab();
  made.addPod("a", "client", "10.244.1.6");
  const pod = made.addPod("b", "web", WEB.ip);
  const server = pod.access("server").listen({ port: 80, process: "server" }, echoSource);
  const net = made.network.host("pod/client")!.access("curl");
  const ask = async (to = WEB) => {
    const answer = await made.clock.drive(net.http(to, get(), { timeoutMs: 1000 }));
    return answer.ok ? await bodyText(answer.response.body) : answer.failure.kind;
  };
  return { ...made, pod, server, ask };
}

type World = ReturnType<typeof world>;
const about = { kind: "Rule", name: "one" };
const rule = (ip: string) => ({
  match: { ...WEB, transport: "TCP" as const },
  about,
  decide: () => ({
    to: { ip, port: 80 },
    masquerade: false,
    hop: { kind: "router" as const, says: "sends it elsewhere" },
  }),
});

describe("a way that was gone before is found anew once something on it has changed", () => {
  test.each<{ says: string; before?: (world: World) => void; change: (world: World) => void; gets: string }>([
    { says: "the server stops listening", change: ({ server }) => server.close(), gets: "refused" },
    {
      says: "another server listens in its place",
      change: ({ server, pod }) => {
        server.close();
        pod.access("other").listen({ port: 80, process: "other" }, says("other"));
      },
      gets: "other",
    },
    { says: "the pod goes", change: ({ pod }) => pod.remove(), gets: "timedOut" },
    {
      says: "its node is cut off",
      change: ({ network }) => network.host("node/b")!.setConnected(false),
      gets: "timedOut",
    },
    {
      says: "its node is joined again",
      before: ({ network }) => network.host("node/b")!.setConnected(false),
      change: ({ network }) => network.host("node/b")!.setConnected(true),
      gets: "10.244.1.6",
    },
    {
      says: "the client's node forgets the route",
      change: ({ network }) => network.host("node/a")!.update({ routes: [] }),
      gets: "timedOut",
    },
    {
      says: "a filter drops it",
      change: ({ network }) => network.host("node/b")!.setFilter(() => ({ kind: "timedOut", says: "dropped" })),
      gets: "timedOut",
    },
    {
      says: "a rule sends it elsewhere",
      change: ({ network, addPod }) => {
        addPod("a", "third", "10.244.1.7").access("third").listen({ port: 80, process: "third" }, says("third"));
        network.host("node/a")!.setRule("one", rule("10.244.1.7"));
      },
      gets: "third",
    },
    {
      says: "the rule is taken away",
      before: ({ network }) => network.host("node/a")!.setRule("one", rule("10.244.1.99")),
      change: ({ network }) => network.host("node/a")!.removeRule("one"),
      gets: "10.244.1.6",
    },
    {
      says: "the address is given to another pod",
      change: ({ pod, addPod }) => {
        pod.remove();
        addPod("b", "next", WEB.ip).access("next").listen({ port: 80, process: "next" }, says("next"));
      },
      gets: "next",
    },
  ])("$says", async ({ before, change, gets }) => {
    const made = world();
    before?.(made);
    await made.ask();
    await made.ask();
    change(made);
    expect(await made.ask()).toBe(gets);
  });
});

describe("a rule is asked for every connection, and may choose anew each time", () => {
  test.each([
    { says: "whose decisions have numbers", numbers: [0, 1] },
    { says: "whose decisions have none", numbers: [undefined, undefined] },
    { says: "whose decisions have more numbers than are kept", numbers: [4_095, 4_096] },
  ])("$says", async ({ numbers }) => {
    const made = world();
    const verdicts = ["10.244.2.5", "10.244.1.7"].map((ip, at) => {
      const number = numbers[at];
      return { ...rule(ip).decide(), ...(number === undefined ? {} : { number }) };
    });
    made.addPod("a", "third", "10.244.1.7").access("third").listen({ port: 80, process: "third" }, says("third"));
    let asked = 0;
    made.network.host("node/a")!.setRule("one", { ...rule(""), decide: () => verdicts[asked++ % 2]! });
    const seen = [await made.ask(), await made.ask(), await made.ask(), await made.ask()];
    expect(seen).toEqual(["10.244.1.6", "third", "10.244.1.6", "third"]);
  });

  test("a new rule's numbers are its own", async () => {
    const made = world();
    made.addPod("a", "third", "10.244.1.7").access("third").listen({ port: 80, process: "third" }, says("third"));
    const numbered = (ip: string) => ({ ...rule(ip), decide: () => ({ ...rule(ip).decide(), number: 0 }) });
    made.network.host("node/a")!.setRule("one", numbered("10.244.2.5"));
    expect(await made.ask()).toBe("10.244.1.6");
    made.network.host("node/a")!.setRule("one", numbered("10.244.1.7"));
    expect(await made.ask()).toBe("third");
  });
});

test("every connection has a source port of its own, and tells the whole way", async () => {
  const { network }: Lab = world();
  const net = network.host("pod/client")!.access("curl");
  const answers = [await net.http(WEB, get()), await net.http(WEB, get())];
  const [first, second] = answers.map((answer) => (answer.ok ? answer.local.port : 0));
  expect(second).toBe(first! + 1);
  expect(answers[1]!.hops).toEqual(answers[0]!.hops);
  expect(answers[1]!.hops.map(({ at }) => at)).toEqual(["a", "pod default/web"]);
});

test("a scan of more ports than are kept begins anew, and loses nothing", () => {
  const host = world().network.host("pod/client")! as never;
  const ways = new KnownWays<number>(host);
  ways.find(START_MS, WEB.ip, 0, "TCP");
  for (let port = 1; port <= 5000; port++) ways.add(WEB.ip, port, "TCP", port);
  expect(ways.find(START_MS, WEB.ip, 5000, "TCP")).toBe(5000);
  expect(ways.find(START_MS, WEB.ip, 1, "TCP")).toBeUndefined();
  expect(ways.find(START_MS, WEB.ip, 5000, "UDP")).toBeUndefined();
  expect(ways.find(START_MS + 1, WEB.ip, 5000, "TCP")).toBeUndefined();
});
