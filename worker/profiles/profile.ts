import type {
  ConfigMapObject,
  DaemonSetObject,
  DeploymentObject,
  PodObject,
  ServiceAccountObject,
  ServiceObject,
  StorageClassObject,
} from "../api/generated/types.ts";
import type { HostSpec, Segment } from "../network/topology.ts";

/** A cluster as handed to the learner, with the world around it. */
export interface Profile {
  readonly name: string;
  /** One line for a menu. */
  readonly says: string;
  readonly kubernetes: { readonly version: string; readonly platform: string };
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dnsServiceIp: string;
  readonly segments: readonly Segment[];
  readonly laptop: Laptop;
  /** Machines inside private networks, reached by `ssh NAME`. */
  readonly machines: readonly PrivateMachine[];
  readonly nodes: readonly NodeProfile[];
  /**
   * Where the API server listens. "pods": on the first control-plane node, with the control plane as static pods. "managed": at an
   * address of the provider's, which runs the control plane out of sight.
   */
  readonly controlPlane:
    | { readonly kind: "pods" }
    | { readonly kind: "managed"; readonly ip: string; readonly host: string };
  /** The name that the kubeconfig gives cluster, context and user. */
  readonly context: { readonly cluster: string; readonly user: string; readonly context: string };
  /** Objects there from the start, besides the namespaces. */
  readonly objects: readonly AddOn[];
  /** Objects there from the start, of kinds that hardly anybody asks for: complete as they stand. */
  readonly born?: readonly StorageClassObject[];
  readonly staticPods: readonly PodObject[];
  readonly cloud?: AzureCloud;
  /** Names the laptop can resolve besides the cluster's own: zone file in small. */
  readonly dns: Readonly<Record<string, string>>;
}

export type AddOn = ConfigMapObject | DeploymentObject | DaemonSetObject | ServiceObject | ServiceAccountObject;

export interface Laptop {
  readonly hostname: string;
  readonly user: { readonly name: string; readonly uid: number };
  readonly interfaces: HostSpec["interfaces"];
  /** The source that the internet sees. */
  readonly natAddress?: string;
  /** Ports of the laptop's loopback that the container runtime maps into a node. */
  readonly portMappings: readonly { readonly port: number; readonly node: string; readonly nodePort: number }[];
  readonly nameServer: string;
  /** Files that its user has from the start, by path; "~" is the home. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface PrivateMachine {
  /** What `ssh` calls it: "vm". */
  readonly name: string;
  readonly hostname: string;
  readonly user: { readonly name: string; readonly uid: number };
  readonly interfaces: HostSpec["interfaces"];
  readonly nameServer: string;
}

export interface NodeProfile {
  readonly name: string;
  readonly ip: string;
  readonly prefix: number;
  readonly segment: string;
  readonly interfaceName: string;
  readonly gateway: string;
  readonly podCidr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly cpu: string;
  readonly memory: string;
  readonly maxPods: number;
  readonly osImage: string;
  readonly kernel: string;
  readonly runtime: string;
  readonly providerId: string;
}

/** What the Azure cloud around an `aks` cluster has to give. */
export interface AzureCloud {
  readonly kind: "azure";
  /** Public addresses, handed out in an order that chance decides. */
  readonly publicAddresses: readonly string[];
  /** The segment of public addresses. */
  readonly publicSegment: string;
  readonly virtualNetwork: string;
  /** Subnet name → range and segment; the first is the nodes' own. */
  readonly subnets: readonly { readonly name: string; readonly cidr: string; readonly segment: string }[];
}
