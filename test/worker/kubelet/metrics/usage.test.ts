import { describe, expect, test } from "vitest";
import { exposition } from "../../../../worker/kubelet/metrics/exposition.ts";
import { figuresOf } from "../../../../worker/kubelet/metrics/figures.ts";
import { readMeter } from "../../../../worker/kubelet/metrics/usage.ts";
import type { ContainerRecord } from "../../../../worker/kubelet/records.ts";

const IMAGE = "registry.k8s.io/hpa-example:latest";
const { requestMs, idleMilli } = figuresOf(IMAGE);
const container = (requests: number) =>
  ({ name: "main", image: IMAGE, startedMs: 0, requests }) as unknown as ContainerRecord;
const limits = (cpu: string) => ({ resources: { limits: { cpu } } });
const idle = (seconds: number) => idleMilli * seconds;

describe("CPU time of a container", () => {
  test.each([
    { says: "idles", requests: 0, spec: {}, least: idle(60) * 0.9, most: idle(60) * 1.1 },
    { says: "grows with requests", requests: 100, spec: {}, least: 100 * requestMs, most: 100 * requestMs + idle(66) },
    { says: "is held to its limit", requests: 100_000, spec: limits("500m"), least: 30_000, most: 30_000 },
    { says: "is held to the node's two cores", requests: 100_000, spec: {}, least: 120_000, most: 120_000 },
  ])("$says", ({ requests, spec, least, most }) => {
    const { cpuMs } = readMeter({ record: container(requests), spec, key: "a" }, 2, 60_000);
    expect(cpuMs).toBeGreaterThanOrEqual(least);
    expect(cpuMs).toBeLessThanOrEqual(most);
  });

  test("what a limit held back is not made up for later", () => {
    const consumer = { record: container(10_000), spec: limits("100m"), key: "a" };
    expect(readMeter(consumer, 2, 10_000).cpuMs).toBe(1000);
    expect(readMeter(consumer, 2, 20_000).cpuMs).toBeLessThan(1000 + idle(12));
  });

  test("begins anew with the container", () => {
    const record = container(1000);
    readMeter({ record, spec: {}, key: "a" }, 2, 60_000);
    Object.assign(record, { startedMs: 60_000, requests: 0 });
    expect(readMeter({ record, spec: {}, key: "a" }, 2, 61_000).cpuMs).toBeLessThan(idle(1.2));
  });

  test("is the same for the same container", () => {
    const read = () => readMeter({ record: container(5), spec: {}, key: "uid/main" }, 2, 60_000);
    expect(read()).toEqual(read());
  });
});

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
test.each([
  { value: 0, text: "0" },
  { value: 12.5, text: "12.5" },
  { value: 0.00001, text: "1e-05" },
  { value: 1_767_225_600.25, text: "1767225600.25" },
])("$value is written as $text", ({ value, text }) => {
  const samples = [{ labels: { pod: "web", namespace: "shop" }, value, ms: 7 }];
  expect(exposition([{ name: "m", help: "What it is", type: "gauge", samples }])).toBe(
    `# HELP m What it is\n# TYPE m gauge\nm{pod="web",namespace="shop"} ${text} 7\n`,
  );
});
