import type { Client } from "../../api/client/client.ts";
import type { CrossVersionObjectReference, LabelSelector } from "../../api/generated/types.ts";
import { selectorText } from "../../api/kinds/index.ts";
import { parseDuration } from "../../base/duration.ts";
import { parseQuantity, quantityMilli } from "../../base/quantity.ts";
import { MetricError, type PodMetric, type PodMetrics } from "./calculator.ts";
import { failureWords } from "./requests.ts";

/** metrics.k8s.io/v1beta1 PodMetrics */
interface PodMetricsItem {
  readonly metadata: { readonly name: string };
  readonly timestamp: string;
  readonly window: string;
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

/** custom.metrics.k8s.io/v1beta2 MetricValue, external.metrics.k8s.io/v1beta1 ExternalMetricValue */
interface MetricValue {
  readonly describedObject?: { readonly name: string };
  readonly timestamp: string;
  readonly windowSeconds?: number;
  readonly value: string;
}

const milli = (text: string): number => quantityMilli(parseQuantity(text));

/**
 * Where an autoscaler's figures come from: the metrics APIs, which whatever is installed for them serves through the API server.
 *
 * @see k8s.io/kubernetes pkg/controller/podautoscaler/metrics client.go
 */
export class MetricsClient {
  readonly #client: Client;
  readonly #namespace: string;

  constructor(client: Client, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  /** Usage of a resource by pod, of one container or of all together. @throws MetricError */
  async resource(resource: string, selector: string, container: string): Promise<PodMetrics> {
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${this.#namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
    const items = await this.#items<PodMetricsItem>("resource", path, "pods.metrics.k8s.io", "get");
    const metrics = new Map<string, PodMetric>();
    for (const { metadata, timestamp, window, containers = [] } of items) {
      const counted = container === "" ? containers : containers.filter(({ name }) => name === container);
      const used = counted.map(({ usage }) => usage[resource]);
      if (used.length === 0 || used.includes(undefined)) continue;
      const value = used.reduce((sum, one) => sum + milli(one!), 0);
      metrics.set(metadata.name, { timestampMs: Date.parse(timestamp), windowMs: parseDuration(window), value });
    }
    return metrics;
  }

  /** A metric of each pod. @throws MetricError */
  async pods(metric: string, selector: string, metricSelector: LabelSelector | undefined): Promise<PodMetrics> {
    const items = await this.#custom(`pods/*/${metric}`, metricSelector, selector);
    return new Map(
      items.map((item) => [
        item.describedObject?.name ?? "",
        {
          timestampMs: Date.parse(item.timestamp),
          windowMs: (item.windowSeconds ?? DEFAULT_WINDOW_SECONDS) * 1000,
          value: milli(item.value),
        },
      ]),
    );
  }

  /** A metric of one object. @param plural the object's resource: "ingresses.networking.k8s.io" @throws MetricError */
  async object(
    metric: string,
    { name }: CrossVersionObjectReference,
    plural: string,
    metricSelector: LabelSelector | undefined,
  ): Promise<number> {
    const [item] = await this.#custom(`${plural}/${name}/${metric}`, metricSelector);
    return milli(item!.value);
  }

  /** All values of a metric from outside. @throws MetricError */
  async external(metric: string, metricSelector: LabelSelector | undefined): Promise<readonly number[]> {
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${this.#namespace}/${metric}${query({ labelSelector: textOf(metricSelector) })}`;
    const items = await this.#items<MetricValue>("external", path, `${metric}.external.metrics.k8s.io`, "get");
    return items.map(({ value }) => milli(value));
  }

  async #custom(
    path: string,
    metricSelector: LabelSelector | undefined,
    selector = "",
  ): Promise<readonly MetricValue[]> {
    const group = await this.#client.request({ method: "GET", path: "/apis/custom.metrics.k8s.io" });
    if (group.status !== 200) {
      throw new MetricError(
        "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered",
      );
    }
    const version = (group.body as { preferredVersion: { version: string } }).preferredVersion.version;
    const asked = query({ labelSelector: selector, metricLabelSelector: textOf(metricSelector) });
    const full = `/apis/custom.metrics.k8s.io/${version}/namespaces/${this.#namespace}/${path}${asked}`;
    return this.#items<MetricValue>("custom", full, `${path.split("/")[0]}.custom.metrics.k8s.io`, "get");
  }

  async #items<T>(api: string, path: string, resource: string, verb: string): Promise<readonly T[]> {
    const answer = await this.#client.request({ method: "GET", path });
    if (answer.status !== 200) {
      throw new MetricError(`unable to fetch metrics from ${api} metrics API: ${failureWords(answer, verb, resource)}`);
    }
    const { items = [] } = answer.body as { readonly items?: readonly T[] };
    if (items.length === 0) throw new MetricError(`no metrics returned from ${api} metrics API`);
    return items;
  }
}

const DEFAULT_WINDOW_SECONDS = 60;

const textOf = selectorText;

function query(fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== "");
  return given.length > 0 ? `?${given.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}` : "";
}
