import { GoObject } from "../../../base/goformat/index.ts";
import { templateFunction } from "../../../base/gotemplate/index.ts";

/** What a chart can ask of the cluster that it will be installed on. */
export interface Capabilities {
  readonly kubeVersion: KubeVersion;
  readonly apiVersions: readonly string[];
}

export interface KubeVersion {
  /** "v1.36.0" */
  readonly version: string;
  /** Without what follows the three numbers. */
  readonly plain: string;
  readonly major: string;
  readonly minor: string;
}

export const HELM_VERSION = {
  version: "v4.2.3",
  gitCommit: "43e8b7feece8beb0fcba47059ec9b522fd929a64",
  gitTreeState: "clean",
  goVersion: "go1.26.5",
  kubeClientVersion: "v1.36",
} as const;

/** "1.31", "v1.31.4-gke.1": undefined where it is no version. */
export function parseKubeVersion(text: string): KubeVersion | undefined {
  const parts = /^v?(\d+)\.(\d+)(?:\.(\d+))?([-+.].*)?$/.exec(text);
  if (!parts) return undefined;
  const [, major = "", minor = "", patch = "0"] = parts;
  return {
    version: text.startsWith("v") ? text : `v${text}`,
    plain: `v${Number(major)}.${Number(minor)}.${Number(patch)}`,
    major: String(Number(major)),
    minor: String(Number(minor)),
  };
}

/** What helm takes for granted without a cluster: Kubernetes 1.36 and the versions that its client knows. */
export function defaultCapabilities(): Capabilities {
  return { kubeVersion: parseKubeVersion("v1.36.0")!, apiVersions: KNOWN_VERSIONS };
}

const KNOWN_VERSIONS: readonly string[] = [
  "v1",
  "admissionregistration.k8s.io/v1",
  "admissionregistration.k8s.io/v1alpha1",
  "admissionregistration.k8s.io/v1beta1",
  "apiextensions.k8s.io/v1",
  "apiextensions.k8s.io/v1beta1",
  "apps/v1",
  "apps/v1beta1",
  "apps/v1beta2",
  "authentication.k8s.io/v1",
  "authentication.k8s.io/v1alpha1",
  "authentication.k8s.io/v1beta1",
  "authorization.k8s.io/v1",
  "authorization.k8s.io/v1beta1",
  "autoscaling/v1",
  "autoscaling/v2",
  "batch/v1",
  "batch/v1beta1",
  "certificates.k8s.io/v1",
  "certificates.k8s.io/v1alpha1",
  "certificates.k8s.io/v1beta1",
  "coordination.k8s.io/v1",
  "coordination.k8s.io/v1alpha2",
  "coordination.k8s.io/v1beta1",
  "discovery.k8s.io/v1",
  "discovery.k8s.io/v1beta1",
  "events.k8s.io/v1",
  "events.k8s.io/v1beta1",
  "extensions/v1beta1",
  "flowcontrol.apiserver.k8s.io/v1",
  "flowcontrol.apiserver.k8s.io/v1beta1",
  "flowcontrol.apiserver.k8s.io/v1beta2",
  "flowcontrol.apiserver.k8s.io/v1beta3",
  "internal.apiserver.k8s.io/v1alpha1",
  "networking.k8s.io/v1",
  "networking.k8s.io/v1beta1",
  "node.k8s.io/v1",
  "node.k8s.io/v1alpha1",
  "node.k8s.io/v1beta1",
  "policy/v1",
  "policy/v1beta1",
  "rbac.authorization.k8s.io/v1",
  "rbac.authorization.k8s.io/v1alpha1",
  "rbac.authorization.k8s.io/v1beta1",
  "resource.k8s.io/v1",
  "resource.k8s.io/v1alpha3",
  "resource.k8s.io/v1beta1",
  "resource.k8s.io/v1beta2",
  "scheduling.k8s.io/v1",
  "scheduling.k8s.io/v1alpha1",
  "scheduling.k8s.io/v1beta1",
  "storage.k8s.io/v1",
  "storage.k8s.io/v1alpha1",
  "storage.k8s.io/v1beta1",
  "storagemigration.k8s.io/v1beta1",
];

/** `.Capabilities` as templates see it. */
export function capabilitiesObject({ kubeVersion, apiVersions }: Capabilities): GoObject {
  const { version, plain, major, minor } = kubeVersion;
  const has = templateFunction(["string"], (wanted: string) => apiVersions.includes(wanted));
  const kube = new GoObject(
    "common.KubeVersion",
    {
      Version: version,
      Major: major,
      Minor: minor,
      String: templateFunction([], () => plain),
      GitVersion: templateFunction([], () => version),
    },
    plain,
  );
  const helm = new GoObject(
    "version.BuildInfo",
    {
      Version: HELM_VERSION.version,
      GitCommit: HELM_VERSION.gitCommit,
      GitTreeState: HELM_VERSION.gitTreeState,
      GoVersion: HELM_VERSION.goVersion,
      KubeClientVersion: HELM_VERSION.kubeClientVersion,
    },
    `{${Object.values(HELM_VERSION).join(" ")}}`,
  );
  return new GoObject(
    "*common.Capabilities",
    {
      KubeVersion: kube,
      APIVersions: new GoObject("common.VersionSet", { Has: has }, `[${apiVersions.join(" ")}]`, apiVersions),
      HelmVersion: helm,
    },
    `&{${plain} [${apiVersions.join(" ")}] ${helm.text}}`,
  );
}
