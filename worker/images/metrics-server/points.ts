/** What a kubelet has counted of one container or node. Plain data. */
export interface Point {
  /** Undefined of nodes. */
  readonly startMs?: number;
  readonly ms: number;
  readonly cpuSeconds: number;
  readonly memory: number;
}

/** Everything that a scrape of a node has brought. */
export interface Scraped {
  readonly nodes: ReadonlyMap<string, Point>;
  /** By "namespace/pod", then by container. */
  readonly pods: ReadonlyMap<string, ReadonlyMap<string, Point>>;
}

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)(?: (\d+))?$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads /metrics/resource. @see kubernetes-sigs/metrics-server pkg/scraper/client/resource/decode.go */
export function readScrape(text: string, node: string, nowMs: number): Scraped {
  let own: Point = { ms: 0, cpuSeconds: 0, memory: 0 };
  const pods = new Map<string, Map<string, Point>>();
  const change = (labels: Readonly<Record<string, string>>, more: Partial<Point>) => {
    const key = `${labels.namespace}/${labels.pod}`;
    const containers = pods.get(key) ?? new Map<string, Point>();
    pods.set(key, containers);
    const name = labels.container ?? "";
    containers.set(name, { ...(containers.get(name) ?? { ms: 0, cpuSeconds: 0, memory: 0 }), ...more });
  };
  for (const line of text.split("\n")) {
    const [, name, given = "", number, stamp] = SAMPLE.exec(line) ?? [];
    const value = Number(number);
    const ms = stamp === undefined ? nowMs : Number(stamp);
    const labels = Object.fromEntries([...given.matchAll(LABEL)].map(([, key, label]) => [key!, label!]));
    switch (name) {
      case "node_cpu_usage_seconds_total":
        own = { ...own, ms, cpuSeconds: value };
        break;
      case "node_memory_working_set_bytes":
        own = { ...own, memory: value };
        break;
      case "container_cpu_usage_seconds_total":
        change(labels, { ms, cpuSeconds: value });
        break;
      case "container_memory_working_set_bytes":
        change(labels, { memory: value });
        break;
      case "container_start_time_seconds":
        change(labels, { startMs: value * 1000 });
        break;
    }
  }
  return { nodes: own.cpuSeconds > 0 ? new Map([[node, own]]) : new Map(), pods };
}

/** Between two points: nanocores, bytes. */
export interface Use {
  readonly ms: number;
  readonly windowMs: number;
  readonly nanocores: number;
  readonly memory: number;
}

export const useBetween = (prev: Point, last: Point): Use => {
  const windowMs = last.ms - prev.ms;
  return {
    ms: last.ms,
    windowMs,
    nanocores: Math.trunc(((last.cpuSeconds - prev.cpuSeconds) * 1e9) / (windowMs / 1000)),
    memory: last.memory,
  };
};
