import { describe, expect, test } from "vitest";
import { type Point, readScrape } from "../../../../worker/images/metrics-server/points.ts";
import { isReady, NOTHING, nodeUse, podUse, remember } from "../../../../worker/images/metrics-server/storage.ts";

const RESOLUTION = 15_000;
const point = (ms: number, cpuSeconds: number, startMs = 0): Point => ({ startMs, ms, cpuSeconds, memory: 4096 });
const batch = (one: Point | undefined) => [
  { nodes: new Map(), pods: new Map(one ? [["shop/web", new Map([["main", one]])]] : []) },
];

interface Row {
  readonly says: string;
  readonly points: readonly (Point | undefined)[];
  readonly want: { readonly nanocores: number; readonly windowMs: number } | undefined;
}

/** kubernetes-sigs/metrics-server pkg/storage */
describe("what a container uses", () => {
  const tenth = { nanocores: 100_000_000, windowMs: 15_000 };
  test.each<Row>([
    { says: "is not known after one scrape", points: [point(100_000, 5)], want: undefined },
    { says: "lies between two", points: [point(100_000, 5), point(115_000, 6.5)], want: tenth },
    {
      says: "is known after one where it has just been started",
      points: [point(100_000, 6, 88_000)],
      want: { nanocores: 500_000_000, windowMs: 12_000 },
    },
    {
      says: "is not known where it runs for less than ten seconds",
      points: [point(100_000, 6, 95_000)],
      want: undefined,
    },
    {
      says: "is not known after it was started anew",
      points: [point(100_000, 50), point(115_000, 0.1, 109_000)],
      want: undefined,
    },
    {
      says: "stays where nothing new came",
      points: [point(100_000, 5), point(115_000, 6.5), point(115_000, 6.5)],
      want: tenth,
    },
    {
      says: "is forgotten with a pod that is gone",
      points: [point(100_000, 5), point(115_000, 6.5), undefined],
      want: undefined,
    },
  ])("$says", ({ points, want }) => {
    const stored = points.reduce((all, one) => remember(all, batch(one), RESOLUTION), NOTHING);
    const use = podUse(stored, "shop/web")?.get("main");
    expect(use && { nanocores: use.nanocores, windowMs: use.windowMs }).toEqual(want);
    expect(isReady(stored)).toBe(want !== undefined);
  });
});

test("a scrape is read by node, pod and container", () => {
  const text = `# HELP node_cpu_usage_seconds_total x
# TYPE node_cpu_usage_seconds_total counter
node_cpu_usage_seconds_total 12.5 100000
node_memory_working_set_bytes 8192 100000
container_cpu_usage_seconds_total{container="main",namespace="shop",pod="web"} 5 100000
container_memory_working_set_bytes{container="main",namespace="shop",pod="web"} 4096 100000
container_start_time_seconds{container="main",namespace="shop",pod="web"} 88
`;
  const scraped = readScrape(text, "node-1", 100_500);
  expect(scraped.pods.get("shop/web")?.get("main")).toEqual(point(100_000, 5, 88_000));
  const later = readScrape(text.replace("12.5 100000", "14 115000"), "node-1", 115_000);
  const stored = remember(remember(NOTHING, [scraped], RESOLUTION), [later], RESOLUTION);
  expect(nodeUse(stored, "node-1")).toEqual({ ms: 115_000, windowMs: 15_000, nanocores: 100_000_000, memory: 8192 });
});
