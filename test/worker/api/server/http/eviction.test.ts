import { beforeAll, describe, expect, test } from "vitest";
import { loadLateSchemas } from "../../../../../worker/api/generated/index.ts";
import { headerOf } from "../../../../../worker/base/http.ts";
import { pod, testServer } from "../../local.ts";
import { json } from "./asking.ts";

const PODS = "/api/v1/namespaces/default/pods";
const BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const merge = "application/merge-patch+json";

beforeAll(loadLateSchemas);

const READY = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };

async function setUp({ status, spec, podStatus = READY }: { status?: object; spec?: object; podStatus?: object }) {
  const { server } = testServer();
  await json(server, PODS, { method: "POST", body: pod("a", { nodeName: "n" }, { app: "web" }) });
  await json(server, `${PODS}/a/status`, { method: "PATCH", type: merge, body: { status: podStatus } });
  const budget = { metadata: { name: "b" }, spec: { selector: { matchLabels: { app: "web" } }, ...spec } };
  await json(server, BUDGETS, { method: "POST", body: budget });
  if (status) {
    const patch = { status: { observedGeneration: 1, expectedPods: 1, ...status } };
    await json(server, `${BUDGETS}/b/status`, { method: "PATCH", type: merge, body: patch });
  }
  return server;
}

const evict = (server: Awaited<ReturnType<typeof setUp>>, query = "") =>
  json(server, `${PODS}/a/eviction${query}`, {
    method: "POST",
    body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a" } },
  });

/** https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ */
describe("an eviction", () => {
  test.each([
    {
      says: "waits for a budget that nobody has counted",
      status: undefined,
      words: "The disruption budget b is still being processed by the server.",
      retry: "10",
    },
    {
      says: "is refused over the budget",
      status: { disruptionsAllowed: 0, desiredHealthy: 1, currentHealthy: 1 },
      words: "The disruption budget b needs 1 healthy pods and has 1 currently",
      retry: undefined,
    },
    {
      says: "is refused while the budget cannot be counted",
      status: {
        disruptionsAllowed: 0,
        desiredHealthy: 0,
        currentHealthy: 1,
        conditions: [
          {
            type: "DisruptionAllowed",
            status: "False",
            reason: "SyncFailed",
            message: "found no controllers",
            lastTransitionTime: "2026-01-01T00:00:00Z",
          },
        ],
      },
      words:
        "The disruption budget b does not allow evicting pods currently because it failed sync: found no controllers",
      retry: undefined,
    },
  ])("$says", async ({ status, words, retry }) => {
    const server = await setUp(status ? { status } : {});
    const { code, body, response } = await evict(server);
    expect([code, body.reason, body.message, body.details.causes]).toEqual([
      429,
      "TooManyRequests",
      "Cannot evict pod as it would violate the pod's disruption budget.",
      [{ reason: "DisruptionBudget", message: words }],
    ]);
    expect(headerOf(response, "Retry-After")).toBe(retry);
    expect((await json(server, `${PODS}/a`)).body.metadata.deletionTimestamp).toBeUndefined();
  });

  test("within the budget spends it, and the pod says why it goes", async () => {
    const server = await setUp({ status: { disruptionsAllowed: 1, desiredHealthy: 0, currentHealthy: 1 } });
    expect((await evict(server)).code).toBe(201);
    const { metadata, status } = (await json(server, `${PODS}/a`)).body;
    expect(metadata.deletionTimestamp).toBeDefined();
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" }),
    );
    const budget = (await json(server, `${BUDGETS}/b`)).body.status;
    expect(budget).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { a: "2026-01-01T00:00:00Z" } });
    expect(budget.conditions).toMatchObject([
      { type: "DisruptionAllowed", status: "False", reason: "InsufficientPods" },
    ]);
  });

  test("for trial spends nothing", async () => {
    const server = await setUp({ status: { disruptionsAllowed: 1, desiredHealthy: 0, currentHealthy: 1 } });
    expect((await evict(server, "?dryRun=All")).code).toBe(201);
    expect((await json(server, `${BUDGETS}/b`)).body.status.disruptionsAllowed).toBe(1);
    expect((await json(server, `${PODS}/a`)).body.metadata.deletionTimestamp).toBeUndefined();
  });

  test.each([
    { says: "a pod that has not begun", podStatus: { phase: "Pending" }, spec: {}, code: 201 },
    { says: "a pod that is over", podStatus: { phase: "Failed" }, spec: {}, code: 201 },
    { says: "a pod that is not ready, while enough are", podStatus: { phase: "Running" }, spec: {}, code: 201 },
    {
      says: "a pod that is not ready, where that is always so",
      podStatus: { phase: "Running" },
      spec: { unhealthyPodEvictionPolicy: "AlwaysAllow" },
      code: 201,
    },
    { says: "no ready pod", podStatus: READY, spec: {}, code: 429 },
  ])("does not ask the budget for $says", async ({ podStatus, spec, code }) => {
    const status = { disruptionsAllowed: 0, desiredHealthy: 1, currentHealthy: 1 };
    expect((await evict(await setUp({ status, spec, podStatus }))).code).toBe(code);
  });

  test("of a pod under two budgets is not for the server to judge", async () => {
    const server = await setUp({});
    await json(server, BUDGETS, { method: "POST", body: { metadata: { name: "c" }, spec: { selector: {} } } });
    const { code, body } = await evict(server);
    expect([code, body.message]).toEqual([
      500,
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    ]);
  });

  test("names the pod that its path names", async () => {
    const server = await setUp({});
    const { body } = await json(server, `${PODS}/a/eviction`, {
      method: "POST",
      body: { metadata: { name: "other" } },
    });
    expect(body.message).toBe("name in URL does not match name in Eviction object");
  });
});
