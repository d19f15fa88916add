import { CommandError } from "../cli/errors.ts";
import { isObject, type Json, type JsonObject, listAt, objectAt, textAt, withField } from "../json.ts";

/** How one debugs: a container beside those of a running pod, in a copy of it, or on a node. */
export type DebugStyle = "ephemeral" | "copy" | "node";

/** What of the original a copy keeps. */
export interface Keep {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

interface Profile {
  /** What the debugging container may do, from what it had. */
  readonly security: (old: JsonObject | undefined, style: DebugStyle) => JsonObject | undefined;
  /** A node's pod shares the host's namespaces; sees its files. */
  readonly host: boolean;
  readonly root: boolean;
  /** Copies keep their labels, and share no processes. */
  readonly plain?: boolean;
}

const withCapabilities = (old: JsonObject | undefined, ...names: readonly string[]): JsonObject =>
  withField(old ?? {}, ["capabilities", "add"], [...listAt(old, "capabilities", "add"), ...names]);

/** @see k8s.io/kubectl/pkg/cmd/debug profiles.go */
const PROFILES: Readonly<Record<string, Profile>> = {
  legacy: { security: (old) => old, host: true, root: true, plain: true },
  general: {
    security: (old, style) => (style === "node" ? undefined : withCapabilities(old, "SYS_PTRACE")),
    host: true,
    root: true,
  },
  baseline: { security: () => undefined, host: false, root: false },
  restricted: {
    security: () => ({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    }),
    host: false,
    root: false,
  },
  netadmin: { security: (old) => withCapabilities(old, "NET_ADMIN", "NET_RAW"), host: true, root: false },
  sysadmin: { security: (old) => ({ ...old, privileged: true }), host: true, root: true },
};

export function profileNamed(name: string): Profile {
  const profile = PROFILES[name];
  if (!profile) throw new CommandError(`unknown profile: ${name}`);
  return profile;
}

const LISTS = ["containers", "initContainers", "ephemeralContainers"];

/** The pod as the profile wants it. */
export function applyProfile(
  pod: JsonObject,
  by: { readonly profile: Profile; readonly style: DebugStyle; readonly container: string; readonly keep: Keep },
): JsonObject {
  const { profile, style, keep } = by;
  const change = (container: Json): Json => {
    if (!isObject(container) || textAt(container, "name") !== by.container) return container;
    const old = isObject(container.securityContext) ? container.securityContext : undefined;
    const secured = withField(container, ["securityContext"], profile.security(old, style));
    if (style !== "node" || !profile.root) return secured;
    return {
      ...secured,
      volumeMounts: [...listAt(secured, "volumeMounts"), { mountPath: "/host", name: "host-root" }],
    };
  };
  let spec = objectAt(pod, "spec");
  for (const list of LISTS) if (spec[list]) spec = { ...spec, [list]: listAt(spec, list).map(change) };
  if (style === "node") {
    const volumes = [...listAt(spec, "volumes"), { hostPath: { path: "/" }, name: "host-root" }];
    return {
      ...pod,
      spec: {
        ...spec,
        ...(profile.host && { hostIPC: true, hostNetwork: true, hostPID: true }),
        ...(profile.root && { volumes }),
      },
    };
  }
  if (style === "ephemeral") return { ...pod, spec };
  let metadata = objectAt(pod, "metadata");
  if (!keep.labels || profile.plain) metadata = withField(metadata, ["labels"], undefined);
  if (profile.plain) return { ...pod, metadata, spec };
  if (!keep.annotations) metadata = withField(metadata, ["annotations"], undefined);
  return { ...pod, metadata, spec: sharing(withoutProbes(spec, keep), keep) };
}

function withoutProbes(spec: JsonObject, keep: Keep): JsonObject {
  const gone = [
    ...(keep.liveness ? [] : ["livenessProbe"]),
    ...(keep.readiness ? [] : ["readinessProbe"]),
    ...(keep.startup ? [] : ["startupProbe"]),
  ];
  const bare = (container: Json): Json =>
    gone.reduce<JsonObject>((left, probe) => withField(left, [probe], undefined), container as JsonObject);
  return { ...spec, containers: listAt(spec, "containers").map(bare) };
}

function sharing(spec: JsonObject, keep: Keep): JsonObject {
  const shared = spec.shareProcessNamespace === undefined ? { ...spec, shareProcessNamespace: true } : spec;
  return keep.initContainers ? shared : withField(shared, ["initContainers"], undefined);
}
