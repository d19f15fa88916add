import type {
  Container,
  ObjectMeta,
  PodAffinityTerm,
  PodSpec,
  PodTemplateSpec,
  Volume,
} from "../../generated/types.ts";
import { type FieldPath, fieldPath } from "../../machinery/field.ts";
import { labelProblems } from "../../machinery/names.ts";
import { joined } from "../../machinery/values.ts";
import { appArmorWarning } from "./appArmor.ts";

/** What the server accepts with a raised eyebrow. k8s.io/kubernetes pkg/api/pod/warnings.go */

const TEMPLATE = fieldPath("spec").child("template");

/** Label keys that have moved, with what took their place. */
const OLD_NODE_LABELS: Readonly<Record<string, string>> = {
  "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const OLD_ANNOTATIONS: Readonly<Record<string, string>> = {
  "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
  "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
  "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
};

/** Volume kinds that are on their way out, by the name that the server gives their field. */
const OLD_VOLUMES = {
  gcePersistentDisk: ["gcePersistentDisk", "deprecated in v1.17"],
  awsElasticBlockStore: ["awsElasticBlockStore", "deprecated in v1.17"],
  photonPersistentDisk: ["photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  gitRepo: ["gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  scaleIO: ["scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  flocker: ["flocker", "deprecated in v1.22, non-functional in v1.25+"],
  storageos: ["storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  quobyte: ["quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  glusterfs: ["glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  cephfs: ["cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  rbd: ["rbd", "deprecated in v1.28, non-functional in v1.31+"],
} as const;

const SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

interface Placed {
  readonly container: Container;
  readonly at: FieldPath;
}

/** Init containers, then the others, as the server visits them. */
function placed(spec: PodSpec, at: FieldPath): Placed[] {
  return (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, i) => ({ container: container as Container, at: at.child(list).index(i) })),
  );
}

/** A later definition of a variable that does not build on the earlier one hides it. */
function hiddenVariables({ container, at }: Placed): string[] {
  const seen = new Set<string>();
  return (container.env ?? []).flatMap(({ name, value = "", valueFrom }, i) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    const builds = !valueFrom && value !== reference && value.includes(reference);
    return builds
      ? []
      : [
          `${at.child("env").index(i).text}: hides previous definition of "${name}", which may be dropped when using apply`,
        ];
  });
}

/** Ports that two containers of one pod both define. */
function sharedPorts(containers: readonly Placed[]): string[] {
  const warnings: string[] = [];
  const known: { key: string; hostIP: string; hostPort: number; at: FieldPath }[] = [];
  for (const { container, at } of containers) {
    for (const [i, port] of (container.ports ?? []).entries()) {
      const here = at.child("ports").index(i);
      const { hostIP = "", hostPort = 0 } = port;
      const key = `${port.containerPort}/${port.protocol}`;
      for (const other of known.filter((one) => one.key === key)) {
        const words =
          hostIP === other.hostIP && hostPort === other.hostPort
            ? "duplicate"
            : hostPort === 0 || other.hostPort === 0
              ? "overlapping"
              : hostPort === other.hostPort && (hostIP === "") !== (other.hostIP === "")
                ? "dangerously ambiguous"
                : undefined;
        if (words) warnings.push(`${here.text}: ${words} port definition with ${other.at.text}`);
      }
      known.push({ key, hostIP, hostPort, at: here });
    }
  }
  const names = new Map<string, string>();
  for (const { container, at } of containers) {
    for (const [i, { name }] of (container.ports ?? []).entries()) {
      if (!name) continue;
      const here = at.child("ports").index(i).text;
      const first = names.get(name);
      if (first === undefined) names.set(name, here);
      else {
        const result = `services and probes that select ports by name will use ${first}`;
        warnings.push(`${here}: duplicate port name "${name}" with ${first}, ${result}`);
      }
    }
  }
  return warnings;
}

function fractionalBytes({ container, at }: Placed): string[] {
  const { limits, requests } = container.resources ?? {};
  return (["memory", "ephemeral-storage"] as const).flatMap((name) =>
    (
      [
        ["limits", limits],
        ["requests", requests],
      ] as const
    ).flatMap(([field, list]) => {
      const value = list?.[name];
      if (value === undefined || !/m$/.test(value) || /000m$/.test(value)) return [];
      const here = at.child("resources").child(field).key(name).text;
      return [`${here}: fractional byte value "${value}" is invalid, must be an integer`];
    }),
  );
}

interface Mapped {
  readonly path: string;
  readonly source: string;
}

/** Two keys of one volume that land on the same file, or one inside the other. */
function overlappingPaths(volume: Volume): string[] {
  const of = (items: readonly { path: string }[] | undefined, source = ""): Mapped[] =>
    (items ?? []).map(({ path }) => ({ path: path.replace(/\/+$/, ""), source }));
  const named = (what: string, name = "") => `${what} ${JSON.stringify(name)}`;
  const { configMap, secret, downwardAPI, projected } = volume;
  const overlaps = (description: string, mapped: readonly Mapped[]): string[] =>
    mapped.flatMap((one, i) =>
      mapped
        .slice(0, i)
        .filter(
          ({ path }) =>
            path && one.path && (`${path}/`.startsWith(`${one.path}/`) || `${one.path}/`.startsWith(`${path}/`)),
        )
        .map(
          (other) => `volume "${volume.name}" (${description}): overlapping paths: ${shown(one)} with ${shown(other)}`,
        ),
    );
  return joined(
    overlaps(named("ConfigMap", configMap?.name), of(configMap?.items)),
    overlaps(named("Secret", secret?.secretName), of(secret?.items)),
    overlaps("DownwardAPI", of(downwardAPI?.items)),
    overlaps(
      "Projected",
      (projected?.sources ?? []).flatMap((source) =>
        joined(
          of(source.configMap?.items, named("ConfigMap", source.configMap?.name)),
          of(source.secret?.items, named("Secret", source.secret?.name)),
          of(source.downwardAPI?.items, "DownwardAPI"),
          of(source.serviceAccountToken && [source.serviceAccountToken], "ServiceAccountToken"),
        ),
      ),
    ),
  );
}

const shown = ({ path, source }: Mapped) => (source ? `${JSON.stringify(path)} (${source})` : JSON.stringify(path));

/** Terms without a selector match nothing, which nobody means. */
function termsWithoutSelector(spec: PodSpec, at: FieldPath): string[] {
  const words = "a null labelSelector results in matching no pod";
  const required = (term: PodAffinityTerm, here: FieldPath) =>
    term.labelSelector ? [] : [`${here.child("labelSelector").text}: ${words}`];
  return (["podAffinity", "podAntiAffinity"] as const).flatMap((kind) => {
    const here = at.child("affinity").child(kind);
    const {
      requiredDuringSchedulingIgnoredDuringExecution: must = [],
      preferredDuringSchedulingIgnoredDuringExecution: rather = [],
    } = spec.affinity?.[kind] ?? {};
    return joined(
      must.flatMap((term, i) => required(term, here.child("requiredDuringSchedulingIgnoredDuringExecution").index(i))),
      rather.flatMap(({ podAffinityTerm: term }, i) => {
        const one = here.child("preferredDuringSchedulingIgnoredDuringExecution").index(i);
        return required(term, one.child("podAffinityTerm"));
      }),
    );
  });
}

function warningsOf(spec: PodSpec, metadata: ObjectMeta | undefined, root: FieldPath): string[] {
  const at = root.child("spec");
  const containers = placed(spec, at);
  const warnings: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    if (OLD_NODE_LABELS[key]) warnings.push(`${at.child("nodeSelector").key(key).text}: ${OLD_NODE_LABELS[key]}`);
  }
  spec.topologySpreadConstraints?.forEach(({ topologyKey, labelSelector }, i) => {
    const here = at.child("topologySpreadConstraints").index(i);
    const old = OLD_NODE_LABELS[topologyKey];
    if (old) warnings.push(`${here.child("topologyKey").text}: ${topologyKey} is ${old}`);
    if (!labelSelector) {
      warnings.push(`${here.child("labelSelector").text}: a null labelSelector results in matching no pod`);
    }
  });
  for (const [key, words] of Object.entries(OLD_ANNOTATIONS)) {
    if (metadata?.annotations?.[key] === undefined) continue;
    warnings.push(`${root.child("metadata").child("annotations").key(key).text}: ${words}`);
  }
  spec.volumes?.forEach((volume, i) => {
    for (const [field, [shown, words]] of Object.entries(OLD_VOLUMES)) {
      const here = at.child("volumes").index(i).child(shown);
      if (volume[field as keyof typeof OLD_VOLUMES]) warnings.push(`${here.text}: ${words}`);
    }
  });
  for (const volume of spec.volumes ?? []) warnings.push(...overlappingPaths(volume));
  const addresses = new Set<string>();
  spec.hostAliases?.forEach(({ ip }, i) => {
    if (addresses.has(ip)) {
      warnings.push(`${at.child("hostAliases").index(i).child("ip").text}: duplicate ip "${ip}"`);
    }
    addresses.add(ip);
  });
  const secrets = new Set<string>();
  spec.imagePullSecrets?.forEach(({ name = "" }, i) => {
    const here = at.child("imagePullSecrets").index(i).child("name").text;
    if (secrets.has(name)) warnings.push(`${here}: duplicate name "${name}"`);
    secrets.add(name);
  });
  spec.imagePullSecrets?.forEach(({ name = "" }, i) => {
    const here = at.child("imagePullSecrets").index(i).child("name").text;
    if (!name) warnings.push(`${here}: invalid empty name ""`);
  });
  const annotations = metadata?.annotations;
  const ofAnnotations = root.child("metadata").child("annotations");
  const seccomp = (key: string) =>
    `${ofAnnotations.key(key).text}: non-functional in v1.27+; use the "seccompProfile" field instead`;
  if (annotations?.[SECCOMP_POD] !== undefined && !spec.securityContext?.seccompProfile) {
    warnings.push(seccomp(SECCOMP_POD));
  }
  for (const one of containers) {
    const { name, securityContext } = one.container;
    const key = SECCOMP_CONTAINER + name;
    if (annotations?.[key] !== undefined && !securityContext?.seccompProfile) warnings.push(seccomp(key));
    // A pod's own are told of when they become fields.
    if (root.text)
      warnings.push(...appArmorWarning(one.container, annotations, { spec, metadata: root.child("metadata") }));
    warnings.push(...fractionalBytes(one), ...hiddenVariables(one));
  }
  warnings.push(...sharedPorts(containers));
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const here = at.child("terminationGracePeriodSeconds").text;
    warnings.push(`${here}: must be >= 0; negative values are invalid and will be treated as 1`);
  }
  return joined(warnings, termsWithoutSelector(spec, at));
}

export function podWarnings(spec: PodSpec, metadata: ObjectMeta): string[] {
  return joined(
    nameWarning("this is used in the Pod's hostname", metadata.name),
    warningsOf(spec, metadata, fieldPath()),
  );
}

export function templateWarnings(template: PodTemplateSpec | undefined, at = TEMPLATE): string[] {
  return template?.spec ? warningsOf(template.spec, template.metadata, at) : [];
}

/** Names that pods will carry should do as host names. */
export function nameWarning(use: string, name = ""): string[] {
  const problems = labelProblems(name);
  const words = `metadata.name: ${use}, which can result in surprising behavior; a DNS label is recommended`;
  return problems.length > 0 ? [`${words}: [${problems.join(" ")}]`] : [];
}
