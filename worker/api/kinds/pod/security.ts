import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from "../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from "../../machinery/field.ts";
import { joined } from "../../machinery/values.ts";
import { idNumber, oneOfIfSet, relativePath } from "../rules.ts";

/** Rules for security contexts. k8s.io/kubernetes pkg/apis/core/validation ValidateSecurityContext and its neighbours */

const PROFILES = ["Localhost", "RuntimeDefault", "Unconfined"];

function validateSeccomp(profile: SeccompProfile | undefined, at: FieldPath): FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const here = at.child("localhostProfile");
  const errors: FieldError[] = [];
  if (!type) errors.push(required(at.child("type"), "type is required when seccompProfile is set"));
  else if (!PROFILES.includes(type)) errors.push(notSupported(at.child("type"), type, PROFILES));
  if (type === "Localhost") {
    if (localhostProfile === undefined) errors.push(required(here, "must be set when seccomp type is Localhost"));
    else errors.push(...relativePath(here, localhostProfile));
  } else if (localhostProfile !== undefined) {
    const shown = { Type: type, LocalhostProfile: localhostProfile };
    errors.push(invalid(here, shown, "can only be set when seccomp type is Localhost"));
  }
  return errors;
}

function validateAppArmor(profile: AppArmorProfile | undefined, at: FieldPath): FieldError[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const here = at.child("localhostProfile");
  if (!type) return [required(at.child("type"), "type is required when appArmorProfile is set")];
  if (!PROFILES.includes(type)) return [notSupported(at.child("type"), type, PROFILES)];
  if (type !== "Localhost") {
    return localhostProfile === undefined
      ? []
      : [invalid(here, localhostProfile, "can only be set when AppArmor type is Localhost")];
  }
  if (!localhostProfile) return [required(here, "must be set when AppArmor type is Localhost")];
  if (localhostProfile.trim() !== localhostProfile) {
    return [invalid(here, localhostProfile, "must not be padded with whitespace")];
  }
  return localhostProfile.length > 4095 ? [tooLong(here, 4095)] : [];
}

/** A security context as messages show it: every field, by its Go name, in Go's order. */
function shownContext(context: SecurityContext): unknown {
  const { capabilities, seLinuxOptions, seccompProfile, appArmorProfile } = context;
  return {
    Capabilities: capabilities ? { Add: capabilities.add ?? null, Drop: capabilities.drop ?? null } : null,
    Privileged: context.privileged ?? null,
    SELinuxOptions: seLinuxOptions
      ? {
          User: seLinuxOptions.user ?? "",
          Role: seLinuxOptions.role ?? "",
          Type: seLinuxOptions.type ?? "",
          Level: seLinuxOptions.level ?? "",
        }
      : null,
    WindowsOptions: null,
    RunAsUser: context.runAsUser ?? null,
    RunAsGroup: context.runAsGroup ?? null,
    RunAsNonRoot: context.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
    ProcMount: context.procMount ?? null,
    SeccompProfile: seccompProfile
      ? { Type: seccompProfile.type, LocalhostProfile: seccompProfile.localhostProfile ?? null }
      : null,
    AppArmorProfile: appArmorProfile
      ? { Type: appArmorProfile.type, LocalhostProfile: appArmorProfile.localhostProfile ?? null }
      : null,
  };
}

export function validateSecurityContext(
  context: SecurityContext | undefined,
  at: FieldPath,
  hostUsers: boolean,
): FieldError[] {
  if (!context) return [];
  const errors = joined(
    idNumber(at.child("runAsUser"), context.runAsUser),
    idNumber(at.child("runAsGroup"), context.runAsGroup),
    oneOfIfSet(at.child("procMount"), context.procMount, ["Default", "Unmasked"]),
  );
  if (hostUsers && context.procMount === "Unmasked") {
    errors.push(invalid(at.child("procMount"), context.procMount, "`hostUsers` must be false to use `Unmasked`"));
  }
  errors.push(...validateSeccomp(context.seccompProfile, at.child("seccompProfile")));
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (words: string) =>
      errors.push(invalid(at, shownContext(context), `cannot set \`allowPrivilegeEscalation\` to false and ${words}`));
    if (context.privileged) refuse("`privileged` to true");
    if (context.capabilities?.add?.includes("CAP_SYS_ADMIN")) refuse("`capabilities.Add` CAP_SYS_ADMIN");
  }
  errors.push(...validateAppArmor(context.appArmorProfile, at.child("appArmorProfile")));
  return errors;
}

const SYSCTL = "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const SYSCTL_RE = new RegExp(`^${SYSCTL}$`);
const SYSCTL_WORDS = `must have at most 253 characters and match regex ^${SYSCTL}$`;

function validateSysctls(context: PodSecurityContext, spec: PodSpec, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [i, { name }] of (context.sysctls ?? []).entries()) {
    const here = at.index(i).child("name");
    if (!name) errors.push(required(here));
    else if (name.length > 253 || !SYSCTL_RE.test(name)) errors.push(invalid(here, name, SYSCTL_WORDS));
    else if (seen.has(name)) errors.push(duplicate(here, name));
    if (spec.hostNetwork && name.startsWith("net.")) {
      errors.push(invalid(here, name, "may not be specified when 'hostNetwork' is true"));
    }
    if (spec.hostIPC && /^(kernel\.(msg|sem|shm)|fs\.mqueue\.)/.test(name)) {
      errors.push(invalid(here, name, "may not be specified when 'hostIPC' is true"));
    }
    seen.add(name);
  }
  return errors;
}

export function validatePodSecurity(spec: PodSpec, at: FieldPath): FieldError[] {
  const context = spec.securityContext;
  const errors: FieldError[] = [];
  if (context) {
    errors.push(
      ...idNumber(at.child("fsGroup"), context.fsGroup),
      ...idNumber(at.child("runAsUser"), context.runAsUser),
      ...idNumber(at.child("runAsGroup"), context.runAsGroup),
      ...(context.supplementalGroups ?? []).flatMap((id, i) => idNumber(at.child("supplementalGroups").index(i), id)),
    );
    if (spec.shareProcessNamespace && spec.hostPID) {
      const words = "ShareProcessNamespace and HostPID cannot both be enabled";
      errors.push(invalid(at.child("shareProcessNamespace"), true, words));
    }
    errors.push(
      ...validateSysctls(context, spec, at.child("sysctls")),
      ...oneOfIfSet(at.child("fsGroupChangePolicy"), context.fsGroupChangePolicy, ["Always", "OnRootMismatch"]),
      ...validateSeccomp(context.seccompProfile, at.child("seccompProfile")),
      ...validateAppArmor(context.appArmorProfile, at.child("appArmorProfile")),
      ...oneOfIfSet(at.child("supplementalGroupsPolicy"), context.supplementalGroupsPolicy, ["Merge", "Strict"]),
      ...oneOfIfSet(at.child("seLinuxChangePolicy"), context.seLinuxChangePolicy, ["MountOption", "Recursive"]),
    );
  }
  return errors;
}

/** A pod with users of its own cannot share the host's other namespaces. */
export function validateHostUsers(spec: PodSpec, at: FieldPath): FieldError[] {
  if (spec.hostUsers !== false) return [];
  return (
    [
      ["hostNetwork", "hostNetwork"],
      ["hostPID", "HostPID"],
      ["hostIPC", "HostIPC"],
    ] as const
  )
    .filter(([field]) => spec[field])
    .map(([, shown]) => forbidden(at.child(shown), "when `hostUsers` is false"));
}
