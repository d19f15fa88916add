/** The restricted level: what hardened pods are like. k8s.io/pod-security-admission policy */
import type { Container, Volume } from "../../../generated/types.ts";
import { procMount, seccompFields } from "./baseline.ts";
import {
  type Check,
  containersOf,
  distinct,
  inUserNamespace,
  isWindows,
  type Judged,
  named,
  namesOf,
  plural,
  quoted,
  setters,
  type Violation,
} from "./check.ts";

function allowPrivilegeEscalation({ spec }: Judged): Violation | undefined {
  const names = namesOf(spec, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: "allowPrivilegeEscalation != false",
    detail: `${named("container", names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
}

function capabilities({ spec }: Judged): Violation | undefined {
  const added = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((one) => one !== "NET_BIND_SERVICE");
  const keeping = namesOf(spec, ({ securityContext }) => !securityContext?.capabilities?.drop?.includes("ALL"));
  const adding = containersOf(spec).filter((one) => added(one).length > 0);
  const details: string[] = [];
  if (keeping.length > 0) {
    details.push(`${named("container", keeping)} must set securityContext.capabilities.drop=["ALL"]`);
  }
  if (adding.length > 0) {
    const names = adding.map(({ name }) => name);
    const what = quoted(distinct(adding.flatMap(added)));
    details.push(`${named("container", names)} must not include ${what} in securityContext.capabilities.add`);
  }
  return details.length > 0 ? { reason: "unrestricted capabilities", detail: details.join("; ") } : undefined;
}

const ALLOWED_VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
] as const;

function restrictedVolumes({ spec }: Judged): Violation | undefined {
  const isAllowed = (volume: Volume) => ALLOWED_VOLUMES.some((type) => volume[type] !== undefined);
  const typeOf = (volume: Volume) => Object.keys(volume).find((key) => key !== "name") ?? "unknown";
  const volumes = (spec.volumes ?? []).filter((volume) => !isAllowed(volume));
  if (volumes.length === 0) return undefined;
  const names = volumes.map(({ name }) => name);
  const types = distinct(volumes.map(typeOf));
  const use = `${plural(names.length, "uses", "use")} ${plural(types.length, "restricted volume type")}`;
  return { reason: "restricted volume types", detail: `${named("volume", names)} ${use} ${quoted(types)}` };
}

function runAsNonRoot({ spec }: Judged): Violation | undefined {
  const reason = "runAsNonRoot != true";
  const ofPod = spec.securityContext?.runAsNonRoot;
  const asked = ({ securityContext }: Container) => securityContext?.runAsNonRoot;
  const explicit = namesOf(spec, (one) => asked(one) === false);
  if (ofPod === false || explicit.length > 0) {
    const by = setters(ofPod === false, explicit);
    return { reason, detail: `${by} must not set securityContext.runAsNonRoot=false` };
  }
  const implicit = ofPod ? [] : namesOf(spec, (one) => asked(one) === undefined);
  if (implicit.length === 0) return undefined;
  return { reason, detail: `pod or ${named("container", implicit)} must set securityContext.runAsNonRoot=true` };
}

function runAsUser({ spec }: Judged): Violation | undefined {
  const ofPod = spec.securityContext?.runAsUser === 0;
  const names = namesOf(spec, ({ securityContext }) => securityContext?.runAsUser === 0);
  if (!ofPod && names.length === 0) return undefined;
  return { reason: "runAsUser=0", detail: `${setters(ofPod, names)} must not set runAsUser=0` };
}

function seccompProfile(pod: Judged): Violation | undefined {
  const bad = seccompFields(pod);
  if (bad || pod.spec.securityContext?.seccompProfile) return bad;
  const names = namesOf(pod.spec, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (names.length === 0) return undefined;
  const words = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason: "seccompProfile", detail: `pod or ${named("container", names)} ${words}` };
}

const unless =
  (is: (spec: Judged["spec"]) => boolean, check: (pod: Judged) => Violation | undefined) => (pod: Judged) =>
    is(pod.spec) ? undefined : check(pod);

export const restricted: readonly Check[] = [
  {
    id: "allowPrivilegeEscalation",
    level: "restricted",
    versions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: unless(isWindows, allowPrivilegeEscalation) },
    ],
  },
  {
    id: "capabilities_restricted",
    level: "restricted",
    versions: [
      { since: 22, check: capabilities, overrides: "capabilities_baseline" },
      { since: 25, check: unless(isWindows, capabilities), overrides: "capabilities_baseline" },
    ],
  },
  {
    id: "procMount_restricted",
    level: "restricted",
    versions: [{ since: 35, check: procMount, overrides: "procMount" }],
  },
  {
    id: "restrictedVolumes",
    level: "restricted",
    versions: [{ since: 0, check: restrictedVolumes, overrides: "hostPathVolumes" }],
  },
  {
    id: "runAsNonRoot",
    level: "restricted",
    versions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: unless(inUserNamespace, runAsNonRoot) },
    ],
  },
  {
    id: "runAsUser",
    level: "restricted",
    versions: [
      { since: 23, check: runAsUser },
      { since: 35, check: unless(inUserNamespace, runAsUser) },
    ],
  },
  {
    id: "seccompProfile_restricted",
    level: "restricted",
    versions: [
      { since: 19, check: seccompProfile, overrides: "seccompProfile_baseline" },
      { since: 25, check: unless(isWindows, seccompProfile), overrides: "seccompProfile_baseline" },
    ],
  },
];
