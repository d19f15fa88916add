import { describe, expect, test } from "vitest";
import type { PodDisruptionBudgetObject, PodObject } from "../../../../worker/api/generated/types.ts";
import { type Controlled, countBudget, disruptedNow } from "../../../../worker/controllers/disruption/count.ts";

const NOW = Date.UTC(2026, 0, 1);
const ago = (seconds: number) => `${new Date(NOW - seconds * 1000).toISOString().slice(0, 19)}Z`;

const pod = (name: string, ready = true, going = false): PodObject =>
  ({
    metadata: { name, ...(going ? { deletionTimestamp: ago(1) } : {}) },
    status: { conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  }) as unknown as PodObject;

const budget = (
  spec: Partial<PodDisruptionBudgetObject["spec"]>,
  status?: Partial<NonNullable<PodDisruptionBudgetObject["status"]>>,
): PodDisruptionBudgetObject =>
  ({ metadata: { name: "b", generation: 2 }, spec, ...(status ? { status } : {}) }) as PodDisruptionBudgetObject;

const of = (replicas: number, ...pods: readonly PodObject[]): Controlled[] =>
  pods.map((one) => ({ pod: one, scale: { uid: "set", replicas } }));

/** https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
describe("a budget", () => {
  const three = [pod("a"), pod("b"), pod("c")];
  test.each([
    { says: "keeps two of three", spec: { minAvailable: 2 }, pods: of(3, ...three), status: [3, 2, 3, 1] },
    {
      says: "keeps half of five, rounded up",
      spec: { minAvailable: "50%" },
      pods: of(5, ...three),
      status: [5, 3, 3, 0],
    },
    { says: "gives one of three", spec: { maxUnavailable: 1 }, pods: of(3, ...three), status: [3, 2, 3, 1] },
    {
      says: "gives a third of five, rounded up",
      spec: { maxUnavailable: "30%" },
      pods: of(5, ...three),
      status: [5, 3, 3, 0],
    },
    { says: "gives more than there are", spec: { maxUnavailable: 9 }, pods: of(3, ...three), status: [3, 0, 3, 3] },
    {
      says: "does not count pods that are not ready",
      spec: { minAvailable: 2 },
      pods: of(3, pod("a"), pod("b"), pod("c", false)),
      status: [3, 2, 2, 0],
    },
    {
      says: "does not count pods that go",
      spec: { minAvailable: 1 },
      pods: of(3, pod("a"), pod("b", true, true)),
      status: [2, 1, 1, 0],
    },
    {
      says: "counts pods of nobody where a number must stay",
      spec: { minAvailable: 1 },
      pods: three.map((one) => ({ pod: one, scale: undefined })),
      status: [3, 1, 3, 2],
    },
    {
      says: "knows no share of pods of nobody",
      spec: { maxUnavailable: 1 },
      pods: three.map((one) => ({ pod: one, scale: undefined })),
      status: [0, 0, 3, 0],
    },
    { says: "gives nothing where there are no pods", spec: { minAvailable: 0 }, pods: [], status: [0, 0, 0, 0] },
  ])("$says", ({ spec, pods, status }) => {
    const { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed, conditions, observedGeneration } =
      countBudget(budget(spec), pods, { disrupted: {}, nowMs: NOW });
    expect([expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed]).toEqual(status);
    const allowed = disruptionsAllowed! > 0;
    expect(conditions).toEqual([
      {
        type: "DisruptionAllowed",
        status: allowed ? "True" : "False",
        observedGeneration: 2,
        lastTransitionTime: "2026-01-01T00:00:00Z",
        reason: allowed ? "SufficientPods" : "InsufficientPods",
        message: "",
      },
    ]);
    expect(observedGeneration).toBe(2);
  });

  test("does not count pods that were evicted a moment ago, until they have had two minutes", () => {
    const known = budget({ minAvailable: 1 }, { disruptedPods: { a: ago(30), b: ago(121), gone: ago(1) } });
    const pods = [pod("a"), pod("b"), pod("c")];
    const { disrupted, againMs } = disruptedNow(known, pods, NOW);
    expect([disrupted, againMs]).toEqual([{ a: ago(30) }, 90_000]);
    expect(countBudget(known, of(3, ...pods), { disrupted, nowMs: NOW })).toMatchObject({
      currentHealthy: 2,
      disruptedPods: { a: ago(30) },
    });
  });

  test("keeps the time of its last change of mind", () => {
    const since = ago(500);
    const condition = {
      type: "DisruptionAllowed",
      status: "True",
      lastTransitionTime: since,
      reason: "SufficientPods",
      message: "",
    };
    const known = budget({ minAvailable: 2 }, { conditions: [condition] });
    const again = (pods: readonly PodObject[]) =>
      countBudget(known, of(3, ...pods), { disrupted: {}, nowMs: NOW }).conditions![0]!.lastTransitionTime;
    expect([again(three), again([pod("a")])]).toEqual([since, ago(0)]);
  });
});
