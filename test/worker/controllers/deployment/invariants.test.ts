import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeploymentObject, ReplicaSetObject } from "../../../../worker/api/generated/types.ts";
import { maxSurgeOf, maxUnavailableOf } from "../../../../worker/controllers/deployment/limits.ts";
import { growCurrent, shrinkOld } from "../../../../worker/controllers/deployment/scaling.ts";

interface Set {
  size: number;
  ready: number;
}

const limit = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
);

const asSet = (name: string, { size, ready }: Set): ReplicaSetObject => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: { name, creationTimestamp: "2026-01-01T00:00:00Z" },
  spec: { replicas: size, selector: {} },
  status: { replicas: size, availableReplicas: ready },
});

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment */
test("whatever the limits and however pods become ready, a rolling update keeps them and comes to its end", () => {
  const sample = fc.record({
    replicas: fc.integer({ min: 1, max: 12 }),
    maxSurge: limit,
    maxUnavailable: limit,
    // How many pods become ready between two steps.
    pace: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 }),
  });
  fc.assert(
    fc.property(sample, ({ replicas, maxSurge, maxUnavailable, pace }) => {
      const deployment: DeploymentObject = {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          replicas,
          selector: {},
          template: {},
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } },
        },
      };
      const most = replicas + maxSurgeOf(deployment);
      const least = replicas - maxUnavailableOf(deployment);
      const old: Set = { size: replicas, ready: replicas };
      const current: Set = { size: 0, ready: 0 };
      for (let round = 0; round < 400; round++) {
        const revisions = { current: asSet("new", current), old: [asSet("old", old)] };
        const up = growCurrent(deployment, revisions);
        for (const { set, replicas: size } of up ? [up] : shrinkOld(deployment, revisions)) {
          const one = set.metadata.name === "new" ? current : old;
          one.size = size;
          one.ready = Math.min(one.ready, size);
        }
        expect(old.size + current.size).toBeLessThanOrEqual(most);
        expect(old.ready + current.ready).toBeGreaterThanOrEqual(least);
        if (old.size === 0 && current.ready === replicas) return;
        // Now and then at least one pod gets ready, or nothing could ever move.
        current.ready = Math.min(current.size, current.ready + (round % 20 === 19 ? 1 : pace[round % pace.length]!));
      }
      expect.unreachable("the rollout never ends");
    }),
    { numRuns: 300 },
  );
});
