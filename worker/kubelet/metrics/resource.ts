import { parseQuantity, quantityMilli } from "../../base/quantity.ts";
import type { NodeContext } from "../node.ts";
import type { PodAccess } from "../podAccess.ts";
import { exposition, type Family, type Sample } from "./exposition.ts";
import { SYSTEM } from "./figures.ts";
import { readMeter } from "./usage.ts";

const MI = 1024 * 1024;

/** Rounds CPU seconds to what the kernel counts in: microseconds. */
const seconds = (ms: number): number => Math.round(ms * 1000) / 1e6;

/**
 * /metrics/resource: what a node and its containers use.
 *
 * @see k8s.io/kubernetes pkg/kubelet/metrics/collectors/resource_metrics.go
 */
export function resourceMetrics(node: NodeContext, pods: Iterable<Pick<PodAccess, "pod" | "record">>): string {
  // The format has whole milliseconds.
  const nowMs = Math.floor(node.clock.now());
  const cores = quantityMilli(parseQuantity(node.settings.capacity.cpu ?? "1")) / 1000;
  const containerCpu: Sample[] = [];
  const containerMemory: Sample[] = [];
  const containerStart: Sample[] = [];
  const podCpu: Sample[] = [];
  const podMemory: Sample[] = [];
  const { meter } = node.record;
  let nodeCpuMs = meter ? meter.cpuMs + ((nowMs - meter.readMs) * SYSTEM.idleMilli) / 1000 : 0;
  let nodeMemory = SYSTEM.memoryMi * MI;
  for (const { pod, record } of pods) {
    const { namespace = "", name } = pod.metadata;
    const of = { namespace, pod: name };
    let cpuMs = 0;
    let memory = 0;
    let running = false;
    for (const spec of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
      const own = record.containers[spec.name];
      if (own?.stage !== "running") continue;
      running = true;
      const before = own.meter?.startMs === own.startedMs ? own.meter!.cpuMs : 0;
      const used = readMeter({ record: own, spec, key: `${record.uid}/${spec.name}` }, cores, nowMs);
      const labels = { container: spec.name, ...of };
      containerCpu.push({ labels, value: seconds(used.cpuMs), ms: nowMs });
      containerMemory.push({ labels, value: used.workingSet, ms: nowMs });
      containerStart.push({ labels, value: used.startMs / 1000 });
      nodeCpuMs += used.cpuMs - before;
      cpuMs += used.cpuMs;
      memory += used.workingSet;
    }
    if (!running) continue;
    podCpu.push({ labels: of, value: seconds(cpuMs), ms: nowMs });
    podMemory.push({ labels: of, value: memory, ms: nowMs });
    nodeMemory += memory;
  }
  node.record.meter = { cpuMs: nodeCpuMs, readMs: nowMs };
  const CPU = "Cumulative cpu time consumed by the";
  const MEMORY = "Current working set of the";
  return exposition([
    counter("container_cpu_usage_seconds_total", `[STABLE] ${CPU} container in core-seconds`, containerCpu),
    gauge("container_memory_working_set_bytes", `[STABLE] ${MEMORY} container in bytes`, containerMemory),
    gauge(
      "container_start_time_seconds",
      "[STABLE] Start time of the container since unix epoch in seconds",
      containerStart,
    ),
    counter("node_cpu_usage_seconds_total", `[STABLE] ${CPU} node in core-seconds`, [
      { labels: {}, value: seconds(nodeCpuMs), ms: nowMs },
    ]),
    gauge("node_memory_working_set_bytes", `[STABLE] ${MEMORY} node in bytes`, [
      { labels: {}, value: nodeMemory, ms: nowMs },
    ]),
    counter("pod_cpu_usage_seconds_total", `[STABLE] ${CPU} pod in core-seconds`, podCpu),
    gauge("pod_memory_working_set_bytes", `[STABLE] ${MEMORY} pod in bytes`, podMemory),
    gauge("resource_scrape_error", "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise", [
      { labels: {}, value: 0 },
    ]),
  ]);
}

const counter = (name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  help,
  type: "counter",
  samples,
});
const gauge = (name: string, help: string, samples: readonly Sample[]): Family => ({
  name,
  help,
  type: "gauge",
  samples,
});
