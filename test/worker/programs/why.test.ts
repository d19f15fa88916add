import { expect, test } from "vitest";
import type { Trace } from "../../../worker/base/trace.ts";
import { why } from "../../../worker/programs/why.ts";
import { run } from "./fakeIo.ts";

const service = { kind: "Service", namespace: "default", name: "demo" };
const trace: Trace = {
  startedMs: 0,
  target: "http://demo:8080/",
  hops: [
    { kind: "resolver", at: "coredns", says: "demo.default.svc.cluster.local is 10.96.1.2", object: service },
    {
      kind: "service",
      at: "kind-worker",
      says: "a rule of kube-proxy chose one of 2 endpoints",
      object: { ...service, field: "spec.ports[0]" },
      to: "10.244.1.7:81",
      source: "10.244.0.1",
      candidates: [
        { to: "10.244.1.7:81", share: 0.5 },
        { to: "10.244.2.3:81", share: 0.5 },
      ],
      nearMisses: [{ object: { kind: "Pod", namespace: "default", name: "web-2" }, because: "it is not ready" }],
    },
  ],
};
const pod = { kind: "Pod", namespace: "default", name: "web-1" };
const failed: Trace = {
  ...trace,
  failure: {
    kind: "refused",
    says: "nobody listens on 10.244.1.7:81/TCP in Pod default/web-1",
    look: { ...service, field: "spec.ports[0].targetPort" },
    nearMisses: [{ object: pod, because: "nginx listens on 0.0.0.0:80" }],
  },
};

test("an answered request is told hop by hop", async () => {
  expect((await run(why, [], { lastTrace: { ...trace, status: 200 } })).stdout).toBe(
    [
      "http://demo:8080/: answered with 200 OK",
      "  1. resolver at coredns: demo.default.svc.cluster.local is 10.96.1.2 (Service default/demo)",
      "  2. service at kind-worker: a rule of kube-proxy chose one of 2 endpoints (Service default/demo spec.ports[0])",
      "     goes on to 10.244.1.7:81, which sees 10.244.0.1 as the source",
      "     could have gone to 10.244.1.7:81 (50%), 10.244.2.3:81 (50%)",
      "     not Pod default/web-2: it is not ready",
      "",
    ].join("\n"),
  );
});

test("a failed one ends with the object and field to look at", async () => {
  const { stdout, code } = await run(why, [], { lastTrace: failed });
  expect(code).toBe(0);
  expect(stdout.split("\n")[0]).toBe("http://demo:8080/: the connection was refused");
  expect(stdout.split("\n").slice(-5)).toEqual([
    "",
    "Why: nobody listens on 10.244.1.7:81/TCP in Pod default/web-1.",
    "Look at: Service default/demo spec.ports[0].targetPort",
    "     not Pod default/web-1: nginx listens on 0.0.0.0:80",
    "",
  ]);
});

test("-o json is the trace itself", async () => {
  for (const args of [["-o", "json"], ["-ojson"], ["--output=json"]]) {
    expect(JSON.parse((await run(why, args, { lastTrace: failed })).stdout)).toEqual(failed);
  }
});

test("without a request there is nothing to tell", async () => {
  expect(await run(why, [])).toMatchObject({ code: 1, stderr: "why: no request has been made yet\n" });
});

test("other formats are refused", async () => expect((await run(why, ["-o", "yaml"])).code).toBe(2));
