import type { ApiServer } from "../api/index.ts";
import { type Kind, type KubeObject, keyOf } from "../api/index.ts";
import type { Profile } from "../profiles/index.ts";

const SYSTEM_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Creates what a fresh cluster holds: the system's namespaces, the API's own Service, the profile's add-ons. */
export async function createAddOns(server: ApiServer, profile: Profile): Promise<void> {
  const client = server.client({ user: "kubernetes-admin", groups: ["system:masters"] });
  const create = async (object: KubeObject) => {
    const kind = server.kinds.required(object.apiVersion, object.kind) as Kind;
    if (!(await client.tryGet(kind, object.metadata))) await client.create(kind, object);
  };
  for (const object of profile.born ?? []) server.bear(object);
  for (const name of SYSTEM_NAMESPACES) await create(namespace(name));
  await create(kubernetesService(firstAddress(profile.serviceCidr)));
  for (const addOn of profile.objects) {
    try {
      await create(addOn);
    } catch (error) {
      throw new Error(`${addOn.kind} ${keyOf(addOn)}: ${(error as Error).message}`);
    }
  }
}

const namespace = (name: string): KubeObject => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

/** The Service through which pods reach the API server: the first address of the service range. */
function kubernetesService(clusterIP: string): KubeObject & { readonly spec: unknown } {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { component: "apiserver", provider: "kubernetes" },
    },
    spec: {
      clusterIP,
      clusterIPs: [clusterIP],
      ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
      type: "ClusterIP",
    },
  };
}

/** "10.96.0.0/16" → "10.96.0.1" */
export function firstAddress(cidr: string): string {
  return cidr.replace(/\.\d+\/\d+$/, ".1");
}
