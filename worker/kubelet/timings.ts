import type { RandomStream } from "../base/random.ts";

/** How long a node takes for what a real one takes time for; milliseconds of cluster time. */
export interface NodeTimings {
  /** Downloading and unpacking an image of so many bytes. */
  pullMs(sizeBytes: number, random: RandomStream): number;
  /** Asking the registry about an image that is there already, or that is not to be had. */
  resolveMs(random: RandomStream): number;
  sandboxMs(random: RandomStream): number;
  /** From "created" to "started". */
  startMs(random: RandomStream): number;
  /** From a container's start to its first probe, beside the probe's own delay. */
  firstProbeMs(random: RandomStream): number;
  /** Between a failure and the next look at the pod. */
  readonly retryMs: number;
  /** Between two looks at mounted ConfigMaps and Secrets. */
  readonly volumeSyncMs: number;
}

/** Realistic, and on the short side of it. */
export const realisticTimings: NodeTimings = {
  pullMs: (sizeBytes, random) => 900 + Math.min(900, sizeBytes / 150_000) + random.below(200),
  resolveMs: (random) => 250 + random.below(150),
  sandboxMs: (random) => 250 + random.below(150),
  startMs: (random) => 80 + random.below(60),
  firstProbeMs: (random) => 400 + random.below(600),
  retryMs: 2000,
  volumeSyncMs: 60_000,
};

/** No waits where a real node waits for its registry and runtime; back-offs and grace periods stay. */
export const instantTimings: NodeTimings = {
  pullMs: () => 0,
  resolveMs: () => 0,
  sandboxMs: () => 0,
  startMs: () => 0,
  firstProbeMs: () => 100,
  retryMs: 2000,
  volumeSyncMs: 60_000,
};
