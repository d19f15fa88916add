/** What validating and mutating webhooks have in common. */
import type {
  AdmissionregistrationServiceReference,
  AdmissionregistrationWebhookClientConfig,
  MutatingWebhook,
  ValidatingWebhook,
} from "../../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, fieldPath, invalid, required } from "../../machinery/field.ts";
import { dns1035Problems, subdomainProblems } from "../../machinery/names.ts";
import type { Draft, KubeObject } from "../../machinery/object.ts";
import { ageColumn, nameColumn } from "../columns.ts";
import { between, invalidFor, labelSelector, oneOf, oneOfIfSet } from "../rules.ts";
import { defaultRules, FAILURE_POLICIES, MATCH_POLICIES, validateConditions, validateRule } from "./rules.ts";

const SIDE_EFFECTS = ["None", "NoneOnDryRun"];
const VERSIONS = ["v1", "v1beta1"];

export function defaultWebhook(hook: Draft<ValidatingWebhook>): void {
  hook.failurePolicy ??= "Fail";
  hook.matchPolicy ??= "Equivalent";
  hook.namespaceSelector ??= {};
  hook.objectSelector ??= {};
  hook.timeoutSeconds ??= 10;
  defaultRules(hook.rules);
  if (hook.clientConfig?.service) hook.clientConfig.service.port ??= 443;
}

type Webhook = ValidatingWebhook & Pick<MutatingWebhook, "reinvocationPolicy">;

/** Every webhook of a configuration. */
export function validateWebhooks(hooks: readonly Webhook[] | undefined): FieldError[] {
  const names = new Set<string>();
  return (hooks ?? []).flatMap((hook, i) => {
    const at = fieldPath("webhooks").index(i);
    const again = hook.name && names.has(hook.name);
    names.add(hook.name);
    return [
      ...validateWebhook(hook, at),
      ...validateVersions(hook.admissionReviewVersions, at.child("admissionReviewVersions")),
      ...(again ? [duplicate(at.child("name"), hook.name)] : []),
    ];
  });
}

function validateWebhook(hook: Webhook, at: FieldPath): FieldError[] {
  const { sideEffects, timeoutSeconds } = hook;
  const effects = at.child("sideEffects");
  return [
    ...fullyQualified(hook.name, at.child("name")),
    ...(hook.rules ?? []).flatMap((rule, i) => validateRule(rule, at.child("rules").index(i))),
    ...oneOfIfSet(at.child("failurePolicy"), hook.failurePolicy, FAILURE_POLICIES),
    ...oneOfIfSet(at.child("matchPolicy"), hook.matchPolicy, MATCH_POLICIES),
    ...(sideEffects
      ? oneOf(effects, sideEffects, SIDE_EFFECTS)
      : [required(effects, `must specify one of ${SIDE_EFFECTS.join(", ")}`)]),
    ...(timeoutSeconds !== undefined && (timeoutSeconds > 30 || timeoutSeconds < 1)
      ? [invalid(at.child("timeoutSeconds"), timeoutSeconds, "the timeout value must be between 1 and 30 seconds")]
      : []),
    ...labelSelector(at.child("namespaceSelector"), hook.namespaceSelector),
    ...labelSelector(at.child("objectSelector"), hook.objectSelector),
    ...oneOfIfSet(at.child("reinvocationPolicy"), hook.reinvocationPolicy, ["IfNeeded", "Never"]),
    ...validateClient(hook.clientConfig, at.child("clientConfig")),
    ...validateConditions(hook.matchConditions, at.child("matchConditions")),
  ];
}

/** k8s.io/apimachinery pkg/util/validation IsFullyQualifiedName */
function fullyQualified(name: string | undefined, at: FieldPath): FieldError[] {
  if (!name) return [required(at)];
  const problems = subdomainProblems(name);
  if (problems.length > 0) return [invalid(at, name, problems.join(","))];
  const short = name.split(".").length < 3;
  return short ? [invalid(at, name, "should be a domain with at least three segments separated by dots")] : [];
}

function validateVersions(versions: readonly string[] | undefined, at: FieldPath): FieldError[] {
  if (!versions?.length) return [required(at, `must specify one of ${VERSIONS.join(", ")}`)];
  const errors = versions.flatMap((version, i) =>
    versions.indexOf(version) < i
      ? [invalid(at.index(i), version, "duplicate version")]
      : invalidFor(at.index(i), version, dns1035Problems(version)),
  );
  if (versions.some((version) => VERSIONS.includes(version))) return errors;
  return [...errors, invalid(at, versions, `must include at least one of ${VERSIONS.join(", ")}`)];
}

function validateClient({ url, service }: AdmissionregistrationWebhookClientConfig = {}, at: FieldPath): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [required(at, "exactly one of url or service is required")];
  }
  return url === undefined ? validateService(service!, at.child("service")) : validateUrl(url, at.child("url"));
}

const URL_FORM = "; desired format: https://host[/path]";

/** k8s.io/apiserver pkg/util/webhook ValidateWebhookURL */
function validateUrl(text: string, at: FieldPath): FieldError[] {
  const [, scheme = "", rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(text)!;
  const [, authority = "", query, fragment] = /^(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(rest) ?? [];
  const at_ = authority.lastIndexOf("@");
  const [user, host] = at_ < 0 ? [undefined, authority] : [authority.slice(0, at_), authority.slice(at_ + 1)];
  return [
    ...(scheme === "https" ? [] : [invalid(at, scheme, `'https' is the only allowed URL scheme${URL_FORM}`)]),
    ...(host ? [] : [invalid(at, "", `host must be specified${URL_FORM}`)]),
    ...(user === undefined ? [] : [invalid(at, user, "user information is not permitted in the URL")]),
    ...(fragment ? [invalid(at, fragment, "fragments are not permitted in the URL")] : []),
    ...(query ? [invalid(at, query, "query parameters are not permitted in the URL")] : []),
  ];
}

/** k8s.io/apiserver pkg/util/webhook ValidateWebhookService (whose caller passes name and namespace the other way round) */
function validateService(service: AdmissionregistrationServiceReference, at: FieldPath): FieldError[] {
  const { name, namespace, path = "", port = 443 } = service;
  const here = at.child("path");
  const errors = [
    ...(namespace ? [] : [required(at.child("name"))]),
    ...(name ? [] : [required(at.child("namespace"))]),
    ...(port >= 1 && port <= 65_535
      ? []
      : [invalid(at.child("port"), port, `port is not valid: ${between(1, 65_535)}`)]),
  ];
  if (path === "" || path === "/") return errors;
  if (path === "//") return [...errors, invalid(here, path, "segment[0] may not be empty")];
  if (!path.startsWith("/")) errors.push(invalid(here, path, "must start with a '/'"));
  const steps = path.slice(1).replace(/\/$/, "").split("/");
  steps.forEach((step, i) => {
    if (!step) errors.push(invalid(here, path, `segment[${i}] may not be empty`));
    else errors.push(...subdomainProblems(step).map((problem) => invalid(here, path, `segment[${i}]: ${problem}`)));
  });
  return errors;
}

interface Configuration extends KubeObject {
  readonly webhooks?: readonly unknown[];
}

export const webhookColumns = [
  nameColumn,
  { name: "Webhooks", type: "integer", cell: ({ webhooks }: Configuration) => webhooks?.length ?? 0 },
  ageColumn,
] as const;
