import type {
  HorizontalPodAutoscalerBehavior,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from "../../generated/types.ts";

/**
 * Metrics and behavior as version 1 keeps them, in annotations: metrics in the form of their time, behavior as Go's names.
 *
 * @see k8s.io/kubernetes pkg/apis/autoscaling/v1/conversion.go, k8s.io/api/autoscaling/v1
 */

/** A metric as version 1 has it: what is fixed of it, beside values under names of their own. */
type Older = Readonly<Record<string, unknown>>;

const given = (fields: Older): Older =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const ofResource = (name: string, container: string | undefined, { averageUtilization, averageValue }: MetricTarget) =>
  given({ name, targetAverageUtilization: averageUtilization, targetAverageValue: averageValue, container });

export function olderMetric({ type, resource, containerResource, pods, object, external }: MetricSpec): Older {
  if (resource) return { type, resource: ofResource(resource.name, undefined, resource.target) };
  if (containerResource) {
    const { name, container, target } = containerResource;
    return { type, containerResource: ofResource(name, container, target) };
  }
  if (pods) {
    const { metric, target } = pods;
    const { name: metricName, selector } = metric;
    return { type, pods: given({ metricName, targetAverageValue: target.averageValue ?? "0", selector }) };
  }
  if (object) {
    const { describedObject, metric, target } = object;
    const { name: metricName, selector } = metric;
    const { value = "0", averageValue } = target;
    return { type, object: given({ target: describedObject, metricName, targetValue: value, selector, averageValue }) };
  }
  const { metric, target } = external ?? { metric: { name: "" }, target: { type: "" } };
  const { name: metricName, selector: metricSelector } = metric;
  const { value: targetValue, averageValue: targetAverageValue } = target;
  return { type, external: given({ metricName, metricSelector, targetValue, targetAverageValue }) };
}

export function newerMetric(older: Older): MetricSpec {
  const of = (field: string) => older[field] as Record<string, never> | undefined;
  const type = String(older.type);
  const metric = (name: unknown, selector: unknown) => given({ name, selector });
  const share = (from: Record<string, never>) => {
    const { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue } = from;
    return given({
      type: averageUtilization === undefined ? "AverageValue" : "Utilization",
      averageUtilization,
      averageValue,
    });
  };
  const resource = of("resource");
  if (resource) return { type, resource: { name: resource.name, target: share(resource) } } as unknown as MetricSpec;
  const container = of("containerResource");
  if (container) {
    const { name, container: own } = container as Older;
    return { type, containerResource: { name, container: own, target: share(container) } } as unknown as MetricSpec;
  }
  const pods = of("pods");
  if (pods) {
    const target = { type: "AverageValue", averageValue: pods.targetAverageValue };
    return { type, pods: { metric: metric(pods.metricName, pods.selector), target } } as unknown as MetricSpec;
  }
  const object = of("object");
  if (object) {
    const { target: describedObject, metricName, selector, targetValue, averageValue } = object as Older;
    const target =
      averageValue === undefined
        ? { type: "Value", value: targetValue }
        : given({ type: "AverageValue", value: targetValue === "0" ? undefined : targetValue, averageValue });
    return { type, object: { describedObject, metric: metric(metricName, selector), target } } as unknown as MetricSpec;
  }
  const {
    metricName,
    metricSelector,
    targetValue: value,
    targetAverageValue: averageValue,
  } = (of("external") ?? {}) as Older;
  const target = given({ type: value === undefined ? "AverageValue" : "Value", value, averageValue });
  return { type, external: { metric: metric(metricName, metricSelector), target } } as unknown as MetricSpec;
}

export function olderStatus({ type, resource, containerResource, pods, object, external }: MetricStatus): Older {
  const share = (name: string, container: string | undefined, current: MetricValueStatus) =>
    given({
      name,
      currentAverageUtilization: current.averageUtilization,
      currentAverageValue: current.averageValue ?? "0",
      container,
    });
  if (resource) return { type, resource: share(resource.name, undefined, resource.current) };
  if (containerResource) {
    return {
      type,
      containerResource: share(containerResource.name, containerResource.container, containerResource.current),
    };
  }
  if (pods) {
    const { metric, current } = pods;
    const currentAverageValue = current.averageValue ?? "0";
    return { type, pods: given({ metricName: metric.name, currentAverageValue, selector: metric.selector }) };
  }
  if (object) {
    const { describedObject: target, metric, current } = object;
    const { value: currentValue = "0", averageValue } = current;
    return {
      type,
      object: given({ target, metricName: metric.name, currentValue, selector: metric.selector, averageValue }),
    };
  }
  if (!external) return { type };
  const { metric, current } = external;
  const { value: currentValue = "0", averageValue: currentAverageValue } = current;
  return {
    type,
    external: given({ metricName: metric.name, metricSelector: metric.selector, currentValue, currentAverageValue }),
  };
}

export function newerStatus(older: Older): MetricStatus {
  const type = String(older.type);
  const of = (field: string) => older[field] as Older | undefined;
  const share = (from: Older) =>
    given({ averageUtilization: from.currentAverageUtilization, averageValue: from.currentAverageValue });
  const metric = (from: Older) => given({ name: from.metricName, selector: from.selector ?? from.metricSelector });
  const resource = of("resource");
  const container = of("containerResource");
  const pods = of("pods");
  const object = of("object");
  const external = of("external");
  return given({
    type,
    resource: resource && { name: resource.name, current: share(resource) },
    containerResource: container && { name: container.name, container: container.container, current: share(container) },
    pods: pods && { metric: metric(pods), current: { averageValue: pods.currentAverageValue } },
    object: object && {
      describedObject: object.target,
      metric: metric(object),
      current: given({ value: object.currentValue, averageValue: object.averageValue }),
    },
    external: external && {
      metric: metric(external),
      current: given({ value: external.currentValue, averageValue: external.currentAverageValue }),
    },
  }) as unknown as MetricStatus;
}

/** As Go writes a type without names for JSON. */
export function goBehavior({ scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior): string {
  const rules = (from: HPAScalingRules | undefined) =>
    from
      ? {
          StabilizationWindowSeconds: from.stabilizationWindowSeconds ?? null,
          SelectPolicy: from.selectPolicy ?? null,
          Policies:
            from.policies?.map(({ type, value, periodSeconds }) => ({
              Type: type,
              Value: value,
              PeriodSeconds: periodSeconds,
            })) ?? null,
          Tolerance: from.tolerance ?? null,
        }
      : null;
  return JSON.stringify({ ScaleUp: rules(scaleUp), ScaleDown: rules(scaleDown) });
}

export function readGoBehavior(text: string): HorizontalPodAutoscalerBehavior | undefined {
  const read = parsed(text) as { readonly ScaleUp?: GoRules | null; readonly ScaleDown?: GoRules | null } | undefined;
  const rules = (from: GoRules | null | undefined) =>
    from
      ? given({
          stabilizationWindowSeconds: from.StabilizationWindowSeconds ?? undefined,
          selectPolicy: from.SelectPolicy ?? undefined,
          policies: from.Policies?.map(({ Type, Value, PeriodSeconds }) => ({
            type: Type,
            value: Value,
            periodSeconds: PeriodSeconds,
          })),
          tolerance: from.Tolerance ?? undefined,
        })
      : undefined;
  const behavior = given({ scaleUp: rules(read?.ScaleUp), scaleDown: rules(read?.ScaleDown) });
  return Object.keys(behavior).length > 0 ? behavior : undefined;
}

interface GoRules {
  readonly StabilizationWindowSeconds?: number | null;
  readonly SelectPolicy?: string | null;
  readonly Policies?:
    | readonly { readonly Type: string; readonly Value: number; readonly PeriodSeconds: number }[]
    | null;
  readonly Tolerance?: string | null;
}

/** What an annotation says; undefined for what is no JSON. */
export function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
