import { apiVersionOf } from "../../kubectl/client/discovery.ts";
import { textAt } from "../../kubectl/json.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { type Capabilities, defaultCapabilities, type KubeVersion, parseKubeVersion } from "./capabilities.ts";

/** The capabilities of the cluster, or those that are assumed without one. @throws HelmError */
export async function capabilitiesFor(
  helm: Helm,
  wanted: { readonly server: boolean; readonly kubeVersion?: string; readonly apiVersions?: readonly string[] },
): Promise<Capabilities> {
  if (wanted.server) return clusterCapabilities(helm);
  const defaults = defaultCapabilities();
  let kubeVersion: KubeVersion = defaults.kubeVersion;
  if (wanted.kubeVersion) {
    const parsed = parseKubeVersion(wanted.kubeVersion);
    if (!parsed) {
      throw new HelmError(
        `invalid kube version '${wanted.kubeVersion}': could not parse ${JSON.stringify(wanted.kubeVersion)} as version`,
      );
    }
    kubeVersion = parsed;
  }
  return { kubeVersion, apiVersions: [...defaults.apiVersions, ...(wanted.apiVersions ?? [])] };
}

/** Version and kinds of the API server. @throws HelmError, Unreachable */
export async function clusterCapabilities(helm: Helm): Promise<Capabilities> {
  const rest = await helm.kube.rest();
  const version = await rest.connection.json({ path: "/version" });
  const discovery = await helm.kube.rediscover();
  const groupVersions = discovery.groupVersions.map(apiVersionOf);
  const kinds = discovery.resources.map((one) => `${apiVersionOf(one)}/${one.kind}`);
  return {
    kubeVersion: {
      version: textAt(version, "gitVersion"),
      plain: textAt(version, "gitVersion"),
      major: textAt(version, "major"),
      minor: textAt(version, "minor"),
    },
    apiVersions: [...new Set([...groupVersions, ...kinds])],
  };
}

/** Asks the server whether it is there. @throws HelmError "kubernetes cluster unreachable: …" */
export async function assertReachable(helm: Helm): Promise<void> {
  try {
    const rest = await helm.kube.rest();
    await rest.connection.json({ path: "/version" });
  } catch (error) {
    throw new HelmError(`kubernetes cluster unreachable: ${messageOf(error)}`);
  }
}
