import type { CrossVersionObjectReference, MetricSpec, MetricStatus, MetricTarget } from "../../api/generated/types.ts";
import { goSelector } from "../../api/kinds/selector.ts";
import { formatQuantity, parseQuantity, quantityMilli } from "../../base/quantity.ts";
import {
  type Asked,
  averageReplicas,
  MetricError,
  utilizationReplicas,
  valuePerPodReplicas,
  valueReplicas,
} from "./calculator.ts";
import type { MetricsClient } from "./metrics.ts";

/** How many replicas one metric asks for, and what is reported of it. */
export interface Proposal {
  readonly replicas: number;
  /** "cpu resource utilization (percentage of request)" */
  readonly name: string;
  readonly status: MetricStatus;
}

/** A metric that says nothing: the reason for ScalingActive and the event, and what went wrong. */
export class ProposalError extends Error {
  /** @param whole the message with what was being read before it */
  constructor(
    readonly reason: string,
    message: string,
    readonly whole: string,
  ) {
    super(message);
  }
}

export interface ProposalContext {
  readonly metrics: MetricsClient;
  readonly selector: string;
  readonly asked: Asked;
  readonly statusReplicas: number;
  /** "ingresses.networking.k8s.io" */
  resourceOf(reference: CrossVersionObjectReference): Promise<string>;
}

/** @throws ProposalError */
export async function propose(spec: MetricSpec, context: ProposalContext): Promise<Proposal> {
  try {
    return await proposalOf(spec, context);
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    const [reason, what] = FAILURES[spec.type] ?? ["InvalidMetricSourceType", () => ""];
    throw new ProposalError(reason, error.message, `${what(spec)}: ${error.message}`);
  }
}

const FAILURES: Readonly<Record<string, readonly [reason: string, what: (spec: MetricSpec) => string]>> = {
  Resource: ["FailedGetResourceMetric", ({ resource }) => `failed to get ${resource!.name} resource metric value`],
  ContainerResource: [
    "FailedGetContainerResourceMetric",
    ({ containerResource }) => `failed to get ${containerResource!.container} container metric value`,
  ],
  Pods: ["FailedGetPodsMetric", () => "failed to get pods metric value"],
  Object: ["FailedGetObjectMetric", () => "failed to get object metric value"],
  External: [
    "FailedGetExternalMetric",
    ({ external }) => `failed to get ${external!.metric.name} external metric value`,
  ],
};

async function proposalOf(spec: MetricSpec, context: ProposalContext): Promise<Proposal> {
  switch (spec.type) {
    case "Resource": {
      const { name, target } = spec.resource!;
      const { current, ...rest } = await ofResource(
        { resource: name, container: "", target, word: "resource" },
        context,
      );
      return { ...rest, status: { type: spec.type, resource: { name, current } } };
    }
    case "ContainerResource": {
      const { name, container, target } = spec.containerResource!;
      const asked = { resource: name, container, target, word: "container resource" };
      const { current, ...rest } = await ofResource(asked, context);
      return { ...rest, status: { type: spec.type, containerResource: { name, container, current } } };
    }
    case "Pods":
      return ofPods(spec, context);
    case "Object":
      return ofObject(spec, context);
    default:
      return ofExternal(spec, context);
  }
}

interface ResourceAsked {
  readonly resource: string;
  readonly container: string;
  readonly target: MetricTarget;
  readonly word: string;
}

const milliOf = (text: string): number => quantityMilli(parseQuantity(text));
const quantity = (milli: number, format: "DecimalSI" | "BinarySI" = "DecimalSI"): string =>
  formatQuantity({ nanos: BigInt(milli) * 1_000_000n, format });

/** A step that fails says what it was about. */
async function within<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof MetricError ? new MetricError(`${what}: ${error.message}`) : error;
  }
}

async function ofResource(
  { resource, container, target, word }: ResourceAsked,
  { metrics, selector, asked }: ProposalContext,
) {
  const format = resource === "memory" ? "BinarySI" : "DecimalSI";
  const read = () =>
    within(`unable to get metrics for resource ${resource}`, () => metrics.resource(resource, selector, container));
  if (target.averageValue !== undefined) {
    const wanted = milliOf(target.averageValue);
    const { replicas, average } = await within(`failed to get ${resource} usage`, async () =>
      averageReplicas(await read(), asked, { resource, target: wanted }),
    );
    return { replicas, name: `${resource} resource`, current: { averageValue: quantity(average, format) } };
  }
  const percent = target.averageUtilization;
  if (percent === undefined) {
    throw new MetricError(
      "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set",
    );
  }
  const { replicas, utilization, average } = await within(`failed to get ${resource} utilization`, async () =>
    utilizationReplicas(await read(), asked, { resource, container, target: percent }),
  );
  return {
    replicas,
    name: `${resource} ${word} utilization (percentage of request)`,
    current: { averageUtilization: utilization, averageValue: quantity(average, format) },
  };
}

async function ofPods({ type, pods }: MetricSpec, { metrics, selector, asked }: ProposalContext): Promise<Proposal> {
  const { metric, target } = pods!;
  const found = await within(`unable to get metric ${metric.name}`, () =>
    metrics.pods(metric.name, selector, metric.selector),
  );
  const { replicas, average } = averageReplicas(found, asked, {
    resource: "",
    target: milliOf(target.averageValue ?? "0"),
  });
  const current = { averageValue: quantity(average) };
  return { replicas, name: `pods metric ${metric.name}`, status: { type, pods: { metric, current } } };
}

async function ofObject({ type, object }: MetricSpec, context: ProposalContext): Promise<Proposal> {
  const { metric, target, describedObject } = object!;
  const { metrics, asked, statusReplicas } = context;
  const { value, averageValue } = target;
  const read = async () => {
    const where = `${describedObject.kind} ${asked.namespace}/${describedObject.name}`;
    try {
      return await metrics.object(
        metric.name,
        describedObject,
        await context.resourceOf(describedObject),
        metric.selector,
      );
    } catch (error) {
      if (!(error instanceof MetricError)) throw error;
      throw new MetricError(`unable to get metric ${metric.name}: ${error.message} on ${where}`);
    }
  };
  const report = (current: { readonly value?: string; readonly averageValue?: string }) => ({
    type,
    object: { describedObject, metric, current },
  });
  if (target.type === "Value" && value !== undefined) {
    const usage = await read();
    const replicas = valueReplicas(usage, milliOf(value), asked);
    return {
      replicas,
      name: `${describedObject.kind} metric ${metric.name}`,
      status: report({ value: quantity(usage) }),
    };
  }
  if (target.type === "AverageValue" && averageValue !== undefined) {
    const usage = await within(`failed to get ${metric.name} object metric`, read);
    const { replicas, average } = valuePerPodReplicas(usage, milliOf(averageValue), {
      replicas: statusReplicas,
      tolerances: asked.tolerances,
    });
    return { replicas, name: externalName(metric), status: report({ averageValue: quantity(average) }) };
  }
  throw new MetricError("invalid object metric source: neither a value target nor an average value target was set");
}

type Identifier = NonNullable<MetricSpec["external"]>["metric"];

const selectorWords = ({ selector }: Identifier): string => (selector ? goSelector(selector) : "nil");
const externalName = (metric: Identifier): string => `external metric ${metric.name}(${selectorWords(metric)})`;

async function ofExternal({ type, external }: MetricSpec, context: ProposalContext): Promise<Proposal> {
  const { metric, target } = external!;
  const { metrics, asked, statusReplicas } = context;
  const read = async () => {
    const where = `unable to get external metric ${asked.namespace}/${metric.name}/${selectorWords(metric)}`;
    const values = await within(where, () => metrics.external(metric.name, metric.selector));
    return values.reduce((sum, one) => sum + one, 0);
  };
  const name = externalName(metric);
  if (target.averageValue !== undefined) {
    const usage = await within(`failed to get ${metric.name} external metric`, read);
    const wanted = { replicas: statusReplicas, tolerances: asked.tolerances };
    const { replicas, average } = valuePerPodReplicas(usage, milliOf(target.averageValue), wanted);
    return { replicas, name, status: { type, external: { metric, current: { averageValue: quantity(average) } } } };
  }
  if (target.value === undefined) {
    throw new MetricError("invalid external metric source: neither a value target nor an average value target was set");
  }
  const wanted = milliOf(target.value);
  const { usage, replicas } = await within(`failed to get external metric ${metric.name}`, async () => {
    const usage = await read();
    return { usage, replicas: valueReplicas(usage, wanted, asked) };
  });
  return { replicas, name, status: { type, external: { metric, current: { value: quantity(usage) } } } };
}
