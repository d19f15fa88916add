/** The baseline: no known way to more privileges. k8s.io/pod-security-admission policy */
import type { Container, LifecycleHandler, Probe } from "../../../generated/types.ts";
import {
  type Check,
  type CheckPod,
  containersOf,
  distinct,
  inUserNamespace,
  type Judged,
  named,
  namesOf,
  plural,
  quoted,
  setters,
  type Violation,
} from "./check.ts";
import { seLinuxOptions } from "./seLinux.ts";

const always = (id: string, check: CheckPod): Check => ({ id, level: "baseline", versions: [{ since: 0, check }] });

const APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

function appArmorProfile({ annotations, spec }: Judged): Violation | undefined {
  const bad = (type: string | undefined) => type !== undefined && type !== "RuntimeDefault" && type !== "Localhost";
  const ofPod = spec.securityContext?.appArmorProfile?.type;
  const typeOf = ({ securityContext }: Container) => securityContext?.appArmorProfile?.type;
  const containers = containersOf(spec).filter((one) => bad(typeOf(one)));
  const forbidden = Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(APPARMOR) && !/^($|runtime\/default$|localhost\/)/.test(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  if (!bad(ofPod) && containers.length === 0 && forbidden.length === 0) return undefined;
  const values = [
    ...distinct([...(bad(ofPod) ? [ofPod!] : []), ...containers.map((one) => typeOf(one)!)]),
    ...forbidden,
  ];
  const by = setters(
    bad(ofPod),
    containers.map(({ name }) => name),
    forbidden.length > 0 ? [plural(forbidden.length, "annotation")] : [],
  );
  return {
    reason: plural(values.length, "forbidden AppArmor profile"),
    detail: `${by} must not set AppArmor profile type to ${quoted(values)}`,
  };
}

const DEFAULT_CAPABILITIES = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

function capabilities({ spec }: Judged): Violation | undefined {
  const added = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((one) => !DEFAULT_CAPABILITIES.has(one));
  const containers = containersOf(spec).filter((one) => added(one).length > 0);
  if (containers.length === 0) return undefined;
  const names = named(
    "container",
    containers.map(({ name }) => name),
  );
  const what = quoted(distinct(containers.flatMap(added)));
  return {
    reason: "non-default capabilities",
    detail: `${names} must not include ${what} in securityContext.capabilities.add`,
  };
}

function hostNamespaces({ spec }: Judged): Violation | undefined {
  const shared = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((one) => spec[one]);
  return shared.length > 0
    ? { reason: "host namespaces", detail: shared.map((one) => `${one}=true`).join(", ") }
    : undefined;
}

function hostPathVolumes({ spec }: Judged): Violation | undefined {
  const volumes = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
  return volumes.length > 0 ? { reason: "hostPath volumes", detail: named("volume", volumes) } : undefined;
}

function hostPorts({ spec }: Judged): Violation | undefined {
  const portsOf = ({ ports = [] }: Container) => ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const containers = containersOf(spec).filter((one) => portsOf(one).length > 0);
  if (containers.length === 0) return undefined;
  const names = containers.map(({ name }) => name);
  const ports = distinct(containers.flatMap(portsOf));
  const use = `${plural(names.length, "uses", "use")} ${plural(ports.length, "hostPort")}`;
  return { reason: "hostPort", detail: `${named("container", names)} ${use} ${ports.join(", ")}` };
}

/** Probes and hooks that go to another host. */
function hostProbes({ spec }: Judged): Violation | undefined {
  const hosts = (handler: Probe | LifecycleHandler | undefined) =>
    [handler?.httpGet?.host, handler?.tcpSocket?.host].filter((host) => host !== undefined && host !== "") as string[];
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap(hosts);
  const containers = containersOf(spec).filter((one) => hostsOf(one).length > 0);
  if (containers.length === 0) return undefined;
  const names = distinct(containers.map(({ name }) => name));
  const found = distinct(containers.flatMap(hostsOf));
  const reason = "probe or lifecycle host";
  const use = `${plural(names.length, "uses", "use")} ${plural(found.length, reason)}`;
  return { reason, detail: `${named("container", names)} ${use} ${quoted(found)}` };
}

function privileged({ spec }: Judged): Violation | undefined {
  const names = namesOf(spec, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return { reason: "privileged", detail: `${named("container", names)} must not set securityContext.privileged=true` };
}

export function procMount({ spec }: Judged): Violation | undefined {
  const mountOf = ({ securityContext }: Container) => securityContext?.procMount ?? "Default";
  const containers = containersOf(spec).filter((one) => mountOf(one) !== "Default");
  if (containers.length === 0) return undefined;
  const names = containers.map(({ name }) => name);
  const types = quoted(distinct(containers.map(mountOf)));
  return {
    reason: "procMount",
    detail: `${named("container", names)} must not set securityContext.procMount to ${types}`,
  };
}

const SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

function seccompAnnotations({ annotations, spec }: Judged): Violation | undefined {
  const keys = [SECCOMP_POD, ...containersOf(spec).map(({ name }) => SECCOMP_CONTAINER + name)];
  const bad = keys.filter(
    (key) =>
      annotations[key] !== undefined && !/^(runtime\/default$|docker\/default$|localhost\/)/.test(annotations[key]),
  );
  if (bad.length === 0) return undefined;
  const shown = distinct(bad.map((key) => `${key}=${JSON.stringify(annotations[key])}`));
  return { reason: "seccompProfile", detail: `forbidden ${plural(shown.length, "annotation")} ${shown.join(", ")}` };
}

export const badSeccomp = (type: string | undefined): boolean =>
  type !== undefined && type !== "Localhost" && type !== "RuntimeDefault";

export function seccompFields({ spec }: Judged): Violation | undefined {
  const typeOf = ({ securityContext }: Container) => securityContext?.seccompProfile?.type;
  const ofPod = spec.securityContext?.seccompProfile?.type;
  const containers = containersOf(spec).filter((one) => badSeccomp(typeOf(one)));
  if (!badSeccomp(ofPod) && containers.length === 0) return undefined;
  const by = setters(
    badSeccomp(ofPod),
    containers.map(({ name }) => name),
  );
  const values = distinct([...(badSeccomp(ofPod) ? [ofPod!] : []), ...containers.map((one) => typeOf(one)!)]);
  return {
    reason: "seccompProfile",
    detail: `${by} must not set securityContext.seccompProfile.type to ${quoted(values)}`,
  };
}

const SYSCTLS = [
  {
    since: 0,
    names: [
      "kernel.shm_rmid_forced",
      "net.ipv4.ip_local_port_range",
      "net.ipv4.tcp_syncookies",
      "net.ipv4.ping_group_range",
      "net.ipv4.ip_unprivileged_port_start",
    ],
  },
  { since: 27, names: ["net.ipv4.ip_local_reserved_ports"] },
  {
    since: 29,
    names: [
      "net.ipv4.tcp_keepalive_time",
      "net.ipv4.tcp_fin_timeout",
      "net.ipv4.tcp_keepalive_intvl",
      "net.ipv4.tcp_keepalive_probes",
    ],
  },
  { since: 32, names: ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"] },
] as const;

function sysctlsSince(version: number): CheckPod {
  const safe = new Set<string>(SYSCTLS.filter(({ since }) => since <= version).flatMap(({ names }) => [...names]));
  return ({ spec }) => {
    const unsafe = (spec.securityContext?.sysctls ?? []).filter(({ name }) => !safe.has(name));
    return unsafe.length > 0
      ? { reason: "forbidden sysctls", detail: unsafe.map(({ name }) => name).join(", ") }
      : undefined;
  };
}

function windowsHostProcess({ spec }: Judged): Violation | undefined {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess === true;
  const names = namesOf(spec, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true);
  if (!ofPod && names.length === 0) return undefined;
  const by = setters(ofPod, names);
  return { reason: "hostProcess", detail: `${by} must not set securityContext.windowsOptions.hostProcess=true` };
}

export const baseline: readonly Check[] = [
  always("appArmorProfile", appArmorProfile),
  always("capabilities_baseline", capabilities),
  always("hostNamespaces", hostNamespaces),
  always("hostPathVolumes", hostPathVolumes),
  always("hostPorts", hostPorts),
  { id: "hostProbesAndHostLifecycle", level: "baseline", versions: [{ since: 34, check: hostProbes }] },
  always("privileged", privileged),
  {
    id: "procMount",
    level: "baseline",
    versions: [
      { since: 0, check: procMount },
      { since: 35, check: (pod) => (inUserNamespace(pod.spec) ? undefined : procMount(pod)) },
    ],
  },
  {
    id: "seLinuxOptions",
    level: "baseline",
    versions: [
      { since: 0, check: seLinuxOptions(["", "container_t", "container_init_t", "container_kvm_t"]) },
      {
        since: 31,
        check: seLinuxOptions(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]),
      },
    ],
  },
  {
    id: "seccompProfile_baseline",
    level: "baseline",
    versions: [
      { since: 0, check: seccompAnnotations },
      { since: 19, check: seccompFields },
    ],
  },
  {
    id: "sysctls",
    level: "baseline",
    versions: SYSCTLS.map(({ since }) => ({ since, check: sysctlsSince(since) })),
  },
  always("windowsHostProcess", windowsHostProcess),
];
