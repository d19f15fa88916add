/**
 * Pod security standards, as namespaces ask for them by labels.
 *
 * In:   pods, what makes pods, and namespaces, about to be stored.
 * Out:  warnings in the request; or a refusal.
 * Never: changes anything. Fetched when the first such label is met.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ k8s.io/pod-security-admission
 * @module
 */
import type { Container, ObjectMeta, PodObject, PodSpec, PodTemplateSpec } from "../../generated/types.ts";
import { forbiddenRequest, invalidObject } from "../../machinery/failures.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { deepEqual } from "../../machinery/values.ts";
import type { AdmissionContext } from "../request.ts";
import type { Judged } from "./checks/check.ts";
import { detailsText, reasonsText, violations } from "./evaluate.ts";
import { policyOf, type Standard, sameStandard, standardText, strictness } from "./policy.ts";

/** A new object, or one that changes. @throws StatusError Forbidden, Invalid */
export function judgePodSecurity(object: KubeObject, old: KubeObject | undefined, context: AdmissionContext): void {
  if (context.kind.plural === "namespaces") return judgeNamespace(object, old, context);
  const { labels } = context.store.get("namespaces", context.namespace ?? "")?.metadata ?? {};
  const { policy } = policyOf(labels);
  const isPod = context.kind.plural === "pods";
  if (isPod && old && !isSignificant(object as PodObject, old as PodObject)) return;
  const judged = judgedOf(object);
  if (!judged) return;
  const { enforce, warn } = policy;
  const found = isPod ? violations(enforce, judged) : [];
  if (found.length > 0) {
    const words = `violates PodSecurity ${JSON.stringify(standardText(enforce))}: ${detailsText(found)}`;
    throw forbiddenRequest(context.kind, object.metadata.name, words);
  }
  const dubious = violations(warn, judged);
  if (dubious.length === 0) return;
  const words = `would violate PodSecurity ${JSON.stringify(standardText(warn))}: ${detailsText(dubious)}`;
  context.request.warnings?.push(words);
}

interface WithPods extends KubeObject {
  readonly spec?: PodSpec & {
    readonly template?: PodTemplateSpec;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
  };
  readonly template?: PodTemplateSpec;
}

/** The pod, or the template that an object makes pods from. */
function judgedOf(object: KubeObject): Judged | undefined {
  const { kind, spec, template, metadata } = object as WithPods;
  if (kind === "Pod") return spec && judged(metadata, spec);
  const own =
    kind === "PodTemplate" ? template : kind === "CronJob" ? spec?.jobTemplate?.spec?.template : spec?.template;
  return own?.spec && judged(own.metadata, own.spec);
}

const judged = (metadata: ObjectMeta | undefined, spec: PodSpec): Judged => ({
  annotations: metadata?.annotations ?? {},
  spec,
});

/** Of what may change of a pod, images and new containers matter. */
function isSignificant({ spec }: PodObject, { spec: before }: PodObject): boolean {
  const differ = (now: readonly Container[] = [], then: readonly Container[] = []) =>
    now.length !== then.length || now.some(({ image }, i) => image !== then[i]?.image);
  if (differ(spec.containers, before.containers) || differ(spec.initContainers, before.initContainers)) return true;
  return (spec.ephemeralContainers ?? []).some(
    ({ name, image }) => before.ephemeralContainers?.find((one) => one.name === name)?.image !== image,
  );
}

function judgeNamespace(namespace: KubeObject, old: KubeObject | undefined, context: AdmissionContext): void {
  const { name, labels } = namespace.metadata;
  const { policy, errors } = policyOf(labels);
  const before = policyOf(old?.metadata.labels);
  if (errors.length > 0 && !(old && deepEqual(errors, before.errors))) {
    throw invalidObject(context.kind, name, errors);
  }
  if (!old) return;
  const [now, then] = [policy.enforce, before.policy.enforce];
  if (sameStandard(now, then) || now.level === "privileged") return;
  if (now.version === then.version && strictness(now.level) <= strictness(then.level)) return;
  context.request.warnings?.push(...standingPods(name, now, context));
}

/** Who of those that are there already would be refused: like complaints once, under the first name. */
function standingPods(namespace: string, enforce: Standard, { store }: AdmissionContext): readonly string[] {
  const namesOf = new Map<string, string[]>();
  for (const pod of store.collection("pods").all(namespace)) {
    const found = violations(enforce, judgedOf(pod)!);
    if (found.length === 0) continue;
    const reasons = reasonsText(found);
    namesOf.set(reasons, [...(namesOf.get(reasons) ?? []), pod.metadata.name]);
  }
  if (namesOf.size === 0) return [];
  const lines = [...namesOf].map(([reasons, names]) => {
    const others = names.length - 1;
    const more = others === 0 ? "" : ` (and ${others} other ${others === 1 ? "pod" : "pods"})`;
    return `${[...names].sort()[0]}${more}: ${reasons}`;
  });
  const level = JSON.stringify(standardText(enforce));
  const head = `existing pods in namespace ${JSON.stringify(namespace)} violate the new PodSecurity enforce level ${level}`;
  return [head, ...lines.sort()];
}
