import { expect, test } from "vitest";
import { textResponse } from "../../../../worker/base/http.ts";
import { createNameServer } from "../../../../worker/network/index.ts";
import { curl } from "../../../../worker/programs/curl/index.ts";
import { netPrograms } from "../../../../worker/programs/net/index.ts";
import { tellTrace } from "../../../../worker/programs/why.ts";
import { lab } from "../../network/lab.ts";
import { a, run } from "../fakeIo.ts";

/** A pod that serves on port 80, one that asks, and a laptop that has no way to either. */
function setting() {
  const { clock, network, addPod } = lab();
  const web = addPod("a", "web", "10.244.1.7").access("nginx");
  web.listen({ port: 80, process: "nginx" }, { http: () => textResponse(200, "hello\n", "text/plain") });
  web.listen(
    { port: 53, transport: "UDP", process: "coredns" },
    createNameServer(() => [{ origin: "", records: [a("web.default.svc.cluster.local.", "10.244.1.7")] }]),
  );
  const client = addPod("b", "client", "10.244.2.3").access("sh");
  const files = { "/etc/resolv.conf": "nameserver 10.244.1.7\nsearch default.svc.cluster.local\noptions ndots:5\n" };
  const from = (access: typeof client, line: string) => run(curl, line.split(" "), { on: { clock, access }, files });
  return { clock, network, client, laptop: network.host("laptop")!.access("bash"), from };
}

test("a pod reaches a pod by name, and the trace tells the whole way", async () => {
  const { client, from } = setting();
  const { stdout, traces } = await from(client, "-s web");
  expect(stdout).toBe("hello\n");
  expect(traces[0]!.hops[0]!.kind).toBe("resolver");
  expect(tellTrace(traces[0]!)).toMatch(
    /^http:\/\/web\/: answered with 200 OK\n {2}1\. resolver at [\s\S]*nginx listens on 0\.0\.0\.0:80/,
  );
});

test("a port that nobody listens on is refused, and why says who listens where", async () => {
  const { client, from } = setting();
  const { code, stderr, traces } = await from(client, "-sS web:81");
  expect(code).toBe(7);
  expect(stderr).toMatch(/^curl: \(7\) Failed to connect to web port 81 after \d+ ms: Could not connect to server\n$/);
  expect(tellTrace(traces[0]!)).toContain("nginx on 80");
});

test("from the laptop a pod's address times out", async () => {
  const { laptop, from } = setting();
  const { code, stderr, traces } = await from(laptop, "-sS -m 2 10.244.1.7");
  expect(code).toBe(28);
  expect(stderr).toMatch(/^curl: \(28\) Connection timed out after 200\d milliseconds\n$/);
  expect(traces[0]!.failure).toMatchObject({ kind: "timedOut" });
});

test("the way is told too when the client's own time ends before the attempt to connect", async () => {
  const { clock, laptop, from } = setting();
  // A busy machine: the network hears of the request some milliseconds after curl has set its alarm.
  const late = new Proxy(laptop, {
    get: (net, key) =>
      key === "http"
        ? (...asked: Parameters<typeof net.http>) => clock.sleep(10).then(() => net.http(...asked))
        : Reflect.get(net, key, net),
  });
  const { code, stderr, traces } = await from(late, "-sS -m 2 10.244.1.7");
  expect(code).toBe(28);
  expect(stderr).toMatch(/^curl: \(28\) Connection timed out after 200\d milliseconds\n$/);
  expect(traces).toMatchObject([{ failure: { kind: "timedOut" } }]);
});

test.each([
  { waits: "for a connection", url: "10.244.9.9", says: /10\.244\.9\.9/ },
  { waits: "for an answer", url: "10.244.1.7:8080", says: /^slow on 10\.244\.1\.7:8080 took the request/ },
])("the way is told when somebody stops a curl that waits $waits", async ({ url, says }) => {
  const { clock, client, network } = setting();
  const slow = network.host("pod/web")!.access("slow");
  slow.listen({ port: 8080, process: "slow" }, { http: () => new Promise(() => {}) });
  const stopped: typeof curl = (args, io) => curl(args, io).catch(() => 130);
  const { code, traces } = await run(stopped, ["-s", url], {
    on: { clock, access: client },
    during: (_net, _clock, abort) => void clock.after(500, () => abort.abort(new Error("SIGINT"))),
  });
  expect(code).toBe(130);
  expect(traces).toMatchObject([{ failure: { kind: "timedOut", says: expect.stringMatching(says) } }]);
});

test("two netcats talk to each other", async () => {
  const { clock, client } = setting();
  const nc = netPrograms.get("nc")!;
  const listening = run(nc, ["-l", "7000"], { on: { clock, access: client } });
  await clock.advance(10);
  const talking = run(nc, ["-N", "10.244.2.3", "7000"], { on: { clock, access: client }, stdin: "hello\n" });
  const [heard, said] = await Promise.all([listening, talking]);
  expect([heard.stdout, heard.code, said.code]).toEqual(["hello\n", 0, 0]);
});
