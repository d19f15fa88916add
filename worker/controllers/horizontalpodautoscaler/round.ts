import type { ReconcileContext } from "../../api/client/controller.ts";
import type {
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerObject,
  HorizontalPodAutoscalerStatus,
  MetricStatus,
} from "../../api/generated/types.ts";
import { HorizontalPodAutoscaler, Pod } from "../../api/kinds/index.ts";
import { matches, parseSelector } from "../../api/machinery/labels.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { parseQuantity } from "../../base/quantity.ts";
import { rfc3339 } from "../../base/time.ts";
import { type Memory, newHistory, noteScaling } from "./history.ts";
import { normalize } from "./limits.ts";
import { MetricsClient } from "./metrics.ts";
import { type Proposal, ProposalError, propose } from "./proposal.ts";
import { qualified, type Scale, TargetError, Targets } from "./target.ts";

/** --horizontal-pod-autoscaler-tolerance */
const TOLERANCE = 0.1;

type Condition = "AbleToScale" | "ScalingActive" | "ScalingLimited";

interface Selecting {
  readonly name: string;
  readonly namespace: string;
  readonly selector: string;
}

/** What all metrics together ask for, and the first that says nothing. */
interface Computed {
  readonly replicas: number;
  readonly name: string;
  readonly statuses: readonly MetricStatus[];
  readonly trouble?: string;
}

/** One look at an autoscaler. k8s.io/kubernetes pkg/controller/podautoscaler reconcileAutoscaler */
export class Round {
  readonly #autoscaler: HorizontalPodAutoscalerObject;
  readonly #memory: Memory;
  readonly #others: () => readonly Selecting[];
  readonly #context: ReconcileContext;
  readonly #targets: Targets;
  readonly #nowMs: number;
  #status: HorizontalPodAutoscalerStatus;

  constructor(
    autoscaler: HorizontalPodAutoscalerObject,
    memory: Memory,
    others: () => readonly Selecting[],
    context: ReconcileContext,
  ) {
    this.#autoscaler = autoscaler;
    this.#memory = memory;
    this.#others = others;
    this.#context = context;
    this.#targets = new Targets(context.client);
    this.#nowMs = context.clock.now();
    this.#status = autoscaler.status ?? { desiredReplicas: 0 };
  }

  /** @throws Error when the round came to nothing, in the words of the loop's log */
  async run(): Promise<void> {
    const { namespace = "" } = this.#autoscaler.metadata;
    const { scaleTargetRef: to } = this.#autoscaler.spec;
    const reference = `${to.kind}/${namespace}/${to.name}`;
    let mapping: Awaited<ReturnType<Targets["mapping"]>>;
    let scale: Scale;
    try {
      mapping = await this.#targets.mapping(to);
      scale = await this.#targets.read(mapping, namespace, to.name);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      await this.#warn("FailedGetScale", error.message);
      const message = `the HPA controller was unable to get the target's current scale: ${error.message}`;
      this.#condition("AbleToScale", false, "FailedGetScale", message);
      await this.#write();
      throw new Error(`${error.doing}${error.doing.endsWith("for") ? ` ${reference}` : ""}: ${error.message}`);
    }
    this.#condition(
      "AbleToScale",
      true,
      "SucceededGetScale",
      "the HPA controller was able to get the target's current scale",
    );
    const current = scale.spec?.replicas ?? 0;
    this.#memory.history ??= newHistory(current, this.#nowMs);
    const decision = await this.#decide(scale, current, reference);
    const { desired, reason, statuses } = decision;
    if (desired === current) {
      this.#report(current, current, statuses);
      await this.#write();
    } else {
      try {
        await this.#targets.resize(mapping, namespace, scale, desired);
      } catch (error) {
        if (!(error instanceof TargetError)) throw error;
        await this.#warn("FailedRescale", `New size: ${desired}; reason: ${reason}; error: ${error.message}`);
        const message = `the HPA controller was unable to update the target scale: ${error.message}`;
        this.#condition("AbleToScale", false, "FailedUpdateScale", message);
        this.#report(current, this.#status.desiredReplicas, statuses);
        await this.#write();
        throw new Error(`failed to rescale ${reference}: ${error.message}`);
      }
      const message = `the HPA controller was able to update the target scale to ${desired}`;
      this.#condition("AbleToScale", true, "SucceededRescale", message);
      await this.#tell("Normal", "SuccessfulRescale", `New size: ${desired}; reason: ${reason}`);
      const scaled = { from: current, to: desired, nowMs: this.#nowMs };
      noteScaling(this.#memory.history, this.#autoscaler.spec.behavior, scaled);
      this.#report(current, desired, statuses, rfc3339(this.#nowMs));
      await this.#write();
    }
    if (decision.trouble) throw new Error(decision.trouble);
  }

  /** How many replicas there should be, and why. @throws Error when no metric says anything */
  async #decide(scale: Scale, current: number, reference: string) {
    const { minReplicas: min = 1, maxReplicas: max } = this.#autoscaler.spec;
    const without = { statuses: undefined, trouble: undefined };
    if (current === 0) {
      const message = "scaling is disabled since the replica count of the target is zero";
      this.#condition("ScalingActive", false, "ScalingDisabled", message);
      return { ...without, desired: 0, reason: "" };
    }
    if (current > max) return { ...without, desired: max, reason: "Current number of replicas above Spec.MaxReplicas" };
    if (current < min) return { ...without, desired: min, reason: "Current number of replicas below Spec.MinReplicas" };
    const computed = await this.#compute(scale, current, reference);
    const reason =
      computed.replicas > current
        ? `${computed.name} above target`
        : computed.replicas < current
          ? "All metrics below target"
          : "";
    const { replicas, able, limited } = normalize(this.#autoscaler, {
      current,
      desired: computed.replicas,
      min,
      max,
      history: this.#memory.history!,
      nowMs: this.#nowMs,
    });
    this.#condition("AbleToScale", true, able.reason, able.message);
    this.#condition("ScalingLimited", limited.is, limited.reason, limited.message);
    return { desired: replicas, reason, statuses: computed.statuses, trouble: computed.trouble };
  }

  /** @throws Error when no metric says anything, or one says nothing and the others would scale down */
  async #compute(scale: Scale, current: number, reference: string): Promise<Computed> {
    const { metrics = [] } = this.#autoscaler.spec;
    const give = async (statuses: readonly MetricStatus[] | undefined, words: string): Promise<never> => {
      this.#report(current, this.#status.desiredReplicas, statuses);
      await this.#write();
      await this.#warn("FailedComputeMetricsReplicas", words);
      throw new Error(
        `failed to compute desired number of replicas based on listed metrics for ${reference}: ${words}`,
      );
    };
    const unselected = await this.#unselected(scale);
    if (unselected) return give(undefined, unselected);
    const statuses: MetricStatus[] = metrics.map(() => ({ type: "" }));
    let best: Proposal | undefined;
    let invalid = 0;
    let first: ProposalError | undefined;
    for (const [i, metric] of metrics.entries()) {
      try {
        const proposal = await propose(metric, this.#proposing(scale, current));
        statuses[i] = proposal.status;
        if (!best || best.replicas === 0 || proposal.replicas > best.replicas) best = proposal;
      } catch (error) {
        if (!(error instanceof ProposalError)) throw error;
        await this.#warn(error.reason, error.message);
        invalid += 1;
        first ??= error;
      }
    }
    const trouble =
      first && `invalid metrics (${invalid} invalid out of ${metrics.length}), first error is: ${first.whole}`;
    if (first && (!best || best.replicas < current)) {
      const message = `the HPA was unable to compute the replica count: ${first.message}`;
      this.#condition("ScalingActive", false, first.reason, message);
      return give(statuses, trouble!);
    }
    const { replicas, name } = best!;
    const message = `the HPA was able to successfully calculate a replica count from ${name}`;
    this.#condition("ScalingActive", true, "ValidMetricFound", message);
    return { replicas, name, statuses, ...(trouble ? { trouble } : {}) };
  }

  #proposing({ status }: Scale, current: number) {
    const { namespace = "" } = this.#autoscaler.metadata;
    const { behavior } = this.#autoscaler.spec;
    const selector = status?.selector ?? "";
    const tolerance = (own: string | undefined) =>
      own === undefined ? TOLERANCE : Number(parseQuantity(own).nanos) / 1e9;
    return {
      metrics: new MetricsClient(this.#context.client, namespace),
      selector,
      statusReplicas: status?.replicas ?? 0,
      asked: {
        namespace,
        current,
        pods: this.#context.cache.list(Pod, { namespace, labels: selector }),
        tolerances: { up: tolerance(behavior?.scaleUp?.tolerance), down: tolerance(behavior?.scaleDown?.tolerance) },
        nowMs: this.#nowMs,
      },
      resourceOf: async (to: Parameters<Targets["mapping"]>[0]) => qualified(await this.#targets.mapping(to)),
    };
  }

  /** Why the target's pods cannot be told; undefined when they can. validateAndParseSelector */
  async #unselected({ status }: Scale): Promise<string | undefined> {
    const selector = status?.selector ?? "";
    const refuse = async (event: string, condition: string, words: string, message = words) => {
      await this.#warn(event, words);
      this.#condition("ScalingActive", false, condition, message);
      return words;
    };
    if (selector === "") {
      const message = "the HPA target's scale is missing a selector";
      return refuse("SelectorRequired", "InvalidSelector", "selector is required", message);
    }
    this.#memory.selector = selector;
    const { namespace = "" } = this.#autoscaler.metadata;
    const pods = this.#context.cache.list(Pod, { namespace, labels: selector });
    const selecting = this.#others().filter((other) => {
      const parsed = parseSelector(other.selector);
      return pods.some(({ metadata }) => matches(parsed, metadata.labels));
    });
    if (selecting.length < 2) return undefined;
    const keys = selecting.map((one) => `{${one.name} ${one.namespace}}`).join(" ");
    const words = `pods by selector ${selector} are controlled by multiple HPAs: [${keys}]`;
    return refuse("AmbiguousSelector", "AmbiguousSelector", words);
  }

  #condition(type: Condition, is: boolean, reason: string, message: string): void {
    const status = is ? "True" : "False";
    const conditions = this.#status.conditions ?? [];
    const old = conditions.find((one) => one.type === type);
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : rfc3339(this.#nowMs);
    const condition: HorizontalPodAutoscalerCondition = {
      type,
      status,
      reason,
      message,
      ...(lastTransitionTime && { lastTransitionTime }),
    };
    this.#status = {
      ...this.#status,
      conditions: old ? conditions.map((one) => (one === old ? condition : one)) : [...conditions, condition],
    };
  }

  #report(current: number, desired: number, metrics: readonly MetricStatus[] | undefined, scaledAt?: string): void {
    const { conditions, lastScaleTime = scaledAt } = this.#status;
    this.#status = {
      ...((scaledAt ?? lastScaleTime) && { lastScaleTime: (scaledAt ?? lastScaleTime)! }),
      currentReplicas: current,
      desiredReplicas: desired,
      ...(metrics && metrics.length > 0 && { currentMetrics: metrics }),
      ...(conditions && { conditions }),
    };
  }

  async #write(): Promise<void> {
    if (deepEqual(this.#status, this.#autoscaler.status)) return;
    await this.#context.client.replaceStatus(HorizontalPodAutoscaler, { ...this.#autoscaler, status: this.#status });
  }

  #tell(type: "Normal" | "Warning", reason: string, message: string) {
    return this.#context.events.event(this.#autoscaler, { type, reason, message });
  }

  #warn(reason: string, message: string) {
    return this.#tell("Warning", reason, message);
  }
}
