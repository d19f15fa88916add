import type { ObjectMeta, PodDNSConfig, PodSpec, PodTemplateSpec } from "../../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  missing,
  required,
  tooLong,
} from "../../machinery/field.ts";
import { subdomainProblems, validateAnnotations, validateLabels } from "../../machinery/names.ts";
import { joined } from "../../machinery/values.ts";
import {
  between,
  dnsLabel,
  dnsSubdomain,
  invalidFor,
  ipAddress,
  MAX_INT32,
  oneOf,
  oneOfIfSet,
  qualifiedName,
} from "../rules.ts";
import { MIRROR_POD_ANNOTATION, POD_DELETION_COST_ANNOTATION } from "../wellknown.ts";
import {
  type ContainerContext,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from "./containers.ts";
import { validateAffinity, validateSchedulingGates, validateSpread, validateTolerations } from "./scheduling.ts";
import { validateHostUsers, validatePodSecurity } from "./security.ts";
import { validateVolumes } from "./volumes.ts";

/** Rules for pod specs and templates. k8s.io/kubernetes pkg/apis/core/validation ValidatePodSpec, ValidatePodTemplateSpec */

const DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

function validateDns(config: PodDNSConfig | undefined, policy: string | undefined, at: FieldPath): FieldError[] {
  if (policy === "None") {
    if (!config) return [required(at, "must provide `dnsConfig` when `dnsPolicy` is None")];
    if (!config.nameservers?.length) {
      return [required(at.child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None")];
    }
  }
  if (!config) return [];
  const { nameservers = [], searches = [], options = [] } = config;
  const searchesAt = at.child("searches");
  return joined(
    nameservers.length > 3
      ? [invalid(at.child("nameservers"), nameservers, "must not have more than 3 nameservers")]
      : [],
    nameservers.flatMap((server, i) => ipAddress(at.child("nameservers").index(i), server)),
    searches.length > 32 ? [invalid(searchesAt, searches, "must not have more than 32 search paths")] : [],
    searches.join(" ").length > 2048
      ? [invalid(searchesAt, searches, "must not have more than 2048 characters (including spaces) in the search list")]
      : [],
    searches.flatMap((search, i) => (search === "." ? [] : searchPath(searchesAt.index(i), search.replace(/\.$/, "")))),
    options.flatMap(({ name }, i) => (name ? [] : [required(at.child("options").index(i), "must not be empty")])),
  );
}

const SEARCH_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const SEARCH = `${SEARCH_LABEL}(\\.${SEARCH_LABEL})*`;
const SEARCH_RE = new RegExp(`^${SEARCH}$`);

function searchPath(at: FieldPath, path: string): FieldError[] {
  if (SEARCH_RE.test(path)) return [];
  const words =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [invalid(at, path, `${words} (e.g. 'example.com', regex used for validation is '${SEARCH}')`)];
}

/** Ports of containers in the host's network are the host's ports. */
function validateHostNetwork(spec: PodSpec, at: FieldPath, isPod: boolean): FieldError[] {
  if (!spec.hostNetwork) return [];
  return (spec.containers ?? []).flatMap(({ ports }, i) =>
    (ports ?? []).flatMap(({ hostPort = 0, containerPort }, j) => {
      if ((!isPod && hostPort === 0) || hostPort === containerPort) return [];
      const here = at.child("containers").index(i).child("ports").index(j).child("hostPort");
      return [invalid(here, hostPort, "must match `containerPort` when `hostNetwork` is true")];
    }),
  );
}

/** Variables from files come from volumes that the pod itself fills. */
function validateFileVolumes(spec: PodSpec, at: FieldPath): FieldError[] {
  return (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap(({ env }, i) =>
      (env ?? []).flatMap(({ valueFrom }, j) => {
        const name = valueFrom?.fileKeyRef?.volumeName;
        if (name === undefined) return [];
        const here = at
          .child(list)
          .index(i)
          .child("env")
          .index(j)
          .child("valueFrom")
          .child("fileKeyRef")
          .child("volumeName");
        const volume = spec.volumes?.find((one) => one.name === name);
        if (!volume) return [missing(here, name)];
        return volume.emptyDir ? [] : [invalid(here, name, "referenced volume must be of type emptyDir")];
      }),
    ),
  );
}

/** Every problem of a pod's spec, in the order in which the server looks. */
export function validatePodSpec(spec: PodSpec, at: FieldPath, { isPod }: { readonly isPod: boolean }): FieldError[] {
  const { known, errors: volumeErrors } = validateVolumes(spec.volumes, at.child("volumes"), isPod);
  const context: ContainerContext = { spec, volumes: known };
  const deadline = spec.activeDeadlineSeconds;
  const named = (field: "serviceAccountName" | "nodeName" | "priorityClassName" | "runtimeClassName") =>
    spec[field] ? invalidFor(at.child(field), spec[field], subdomainProblems(spec[field])) : [];
  return joined(
    volumeErrors,
    validateContainers(at.child("containers"), context),
    validateInitContainers(at.child("initContainers"), context),
    validateEphemeralContainers(at.child("ephemeralContainers"), context),
    validateHostNetwork(spec, at, isPod),
    oneOf(at.child("restartPolicy"), spec.restartPolicy, ["Always", "OnFailure", "Never"]),
    oneOf(at.child("dnsPolicy"), spec.dnsPolicy, DNS_POLICIES),
    validateLabels(spec.nodeSelector, at.child("nodeSelector")),
    validatePodSecurity(spec, at.child("securityContext")),
    validateAffinity(spec.affinity, at.child("affinity")),
    validateDns(spec.dnsConfig, spec.dnsPolicy, at.child("dnsConfig")),
    (spec.readinessGates ?? []).flatMap(({ conditionType }, i) =>
      qualifiedName(at.child("readinessGates").index(i).child("conditionType"), conditionType),
    ),
    validateSchedulingGates(spec.schedulingGates, at.child("schedulingGates")),
    validateSpread(spec.topologySpreadConstraints ?? [], at.child("topologySpreadConstraints")),
    validateHostUsers(spec, at),
    validateHostnameOverride(spec, at),
    named("serviceAccountName"),
    named("nodeName"),
    deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)
      ? [invalid(at.child("activeDeadlineSeconds"), deadline, between(1, MAX_INT32))]
      : [],
    spec.hostname ? dnsLabel(at.child("hostname"), spec.hostname) : [],
    spec.subdomain ? dnsLabel(at.child("subdomain"), spec.subdomain) : [],
    validateTolerations(spec.tolerations ?? [], at.child("tolerations")),
    (spec.hostAliases ?? []).flatMap(({ ip, hostnames }, i) =>
      joined(
        ipAddress(at.child("hostAliases").index(i).child("ip"), ip ?? ""),
        (hostnames ?? []).flatMap((name, j) =>
          dnsSubdomain(at.child("hostAliases").index(i).child("hostnames").index(j), name),
        ),
      ),
    ),
    named("priorityClassName"),
    named("runtimeClassName"),
    oneOfIfSet(at.child("preemptionPolicy"), spec.preemptionPolicy, ["PreemptLowerPriority", "Never"]),
    spec.os
      ? oneOf(spec.os.name ? at.child("os") : at.child("os").child("name"), spec.os.name, ["linux", "windows"])
      : [],
    validateFileVolumes(spec, at),
  );
}

function validateHostnameOverride(spec: PodSpec, at: FieldPath): FieldError[] {
  const { hostnameOverride } = spec;
  if (hostnameOverride === undefined) return [];
  const here = at.child("hostnameOverride");
  return joined(
    spec.setHostnameAsFQDN ? [forbidden(here, "may not be specified when setHostnameAsFQDN is true")] : [],
    spec.hostNetwork ? [forbidden(here, "may not be specified when hostNetwork is true")] : [],
    hostnameOverride.length > 64 ? [tooLong(here, 64)] : [],
    dnsSubdomain(here, hostnameOverride),
  );
}

/** Annotations that mean something to the server. */
export function validatePodAnnotations(
  annotations: ObjectMeta["annotations"],
  spec: PodSpec,
  at: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const mirror = annotations?.[MIRROR_POD_ANNOTATION];
  if (mirror !== undefined && !spec.nodeName) {
    errors.push(
      invalid(at.key(MIRROR_POD_ANNOTATION), mirror, "must set spec.nodeName if mirror pod annotation is set"),
    );
  }
  const cost = annotations?.[POD_DELETION_COST_ANNOTATION];
  if (cost !== undefined && !(/^(0|-?[1-9]\d*)$/.test(cost) && Number(cost) === (Number(cost) | 0))) {
    errors.push(invalid(at.key(POD_DELETION_COST_ANNOTATION), cost, "must be a 32bit integer"));
  }
  return errors;
}

export function validatePodTemplate(template: PodTemplateSpec, at: FieldPath): FieldError[] {
  const { labels, annotations } = template.metadata ?? {};
  const spec: PodSpec = template.spec ?? { containers: [] };
  return joined(
    validateLabels(labels, at.child("labels")),
    validateAnnotations(annotations, at.child("annotations")),
    validatePodAnnotations(annotations, spec, at.child("annotations")),
    validatePodSpec(spec, at.child("spec"), { isPod: false }),
    spec.ephemeralContainers?.length
      ? [forbidden(at.child("spec").child("ephemeralContainers"), "ephemeral containers not allowed in pod template")]
      : [],
  );
}
