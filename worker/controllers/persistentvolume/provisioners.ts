import type {
  NodeObject,
  PersistentVolumeClaimObject,
  PersistentVolumeObject,
  PersistentVolumeSpec,
  StorageClassObject,
} from "../../api/generated/types.ts";
import { classOf } from "./match.ts";

/** Who makes volumes for claims, and how long that takes. Their own pods are not part of this cluster. */
export interface Provisioner {
  /** Whose name events carry. */
  readonly component: string;
  readonly delayMs: number;
  /** What the volume is made of. */
  source(claim: Provisioned): Partial<PersistentVolumeSpec>;
}

export interface Provisioned {
  readonly name: string;
  readonly claim: PersistentVolumeClaimObject;
  readonly storageClass: StorageClassObject;
  readonly node: NodeObject | undefined;
}

const onNode = (key: string, value: string): Pick<PersistentVolumeSpec, "nodeAffinity"> => ({
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: "In", values: [value] }] }] } },
});

/** https://github.com/rancher/local-path-provisioner: a directory on the node of the pod. */
const localPath: Provisioner = {
  component: "rancher.io/local-path_local-path-provisioner",
  delayMs: 3_000,
  source: ({ name, claim, node }) => ({
    hostPath: {
      path: `/var/local-path-provisioner/${name}_${claim.metadata.namespace}_${claim.metadata.name}`,
      type: "DirectoryOrCreate",
    },
    ...(node ? onNode("kubernetes.io/hostname", node.metadata.labels?.["kubernetes.io/hostname"] ?? "") : {}),
  }),
};

const AZURE_GROUP =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mc_lab_lab_eastus/providers/Microsoft.Compute/disks";
const IDENTITY = "1-disk.csi.azure.com";

/** https://github.com/kubernetes-sigs/azuredisk-csi-driver: a managed disk, attached to one node at a time. */
const azureDisk: Provisioner = {
  component: "disk.csi.azure.com_csi-azuredisk-controller",
  delayMs: 5_000,
  source: ({ name, claim, storageClass, node }) => ({
    csi: {
      driver: "disk.csi.azure.com",
      volumeHandle: `${AZURE_GROUP}/${name}`,
      volumeAttributes: {
        "csi.storage.k8s.io/pv/name": name,
        "csi.storage.k8s.io/pvc/name": claim.metadata.name,
        "csi.storage.k8s.io/pvc/namespace": claim.metadata.namespace!,
        requestedsizegib: String(gibibytes(claim)),
        ...storageClass.parameters,
        "storage.kubernetes.io/csiProvisionerIdentity": IDENTITY,
      },
    },
    ...onNode("topology.disk.csi.azure.com/zone", node?.metadata.labels?.["topology.disk.csi.azure.com/zone"] ?? ""),
  }),
};

/** https://github.com/kubernetes-sigs/azurefile-csi-driver: a share that any number of nodes mounts. */
const azureFile: Provisioner = {
  component: "file.csi.azure.com_csi-azurefile-controller",
  delayMs: 5_000,
  source: ({ name, claim, storageClass }) => ({
    csi: {
      driver: "file.csi.azure.com",
      volumeHandle: `mc_lab_lab_eastus#fgatehouse#${name}###${claim.metadata.namespace}`,
      volumeAttributes: {
        "csi.storage.k8s.io/pv/name": name,
        "csi.storage.k8s.io/pvc/name": claim.metadata.name,
        "csi.storage.k8s.io/pvc/namespace": claim.metadata.namespace!,
        secretnamespace: claim.metadata.namespace!,
        ...storageClass.parameters,
        "storage.kubernetes.io/csiProvisionerIdentity": "1-file.csi.azure.com",
      },
    },
  }),
};

const gibibytes = ({ spec }: PersistentVolumeClaimObject): number =>
  Number.parseInt(spec.resources?.requests?.storage ?? "1", 10) || 1;

/** By the name that classes call them. */
export const PROVISIONERS: Readonly<Record<string, Provisioner>> = {
  "rancher.io/local-path": localPath,
  "disk.csi.azure.com": azureDisk,
  "file.csi.azure.com": azureFile,
};

/** The volume that a provisioner makes for a claim, reserved for it. */
export function provisionedVolume(provisioned: Provisioned): PersistentVolumeObject {
  const { name, claim, storageClass } = provisioned;
  const { metadata, spec } = claim;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, annotations: { "pv.kubernetes.io/provisioned-by": storageClass.provisioner } },
    spec: {
      accessModes: spec.accessModes ?? [],
      capacity: { storage: spec.resources?.requests?.storage ?? "0" },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: metadata.name,
        namespace: metadata.namespace!,
        resourceVersion: metadata.resourceVersion!,
        uid: metadata.uid!,
      },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
      storageClassName: classOf(claim),
      volumeMode: spec.volumeMode ?? "Filesystem",
      ...(storageClass.mountOptions && { mountOptions: storageClass.mountOptions }),
      ...PROVISIONERS[storageClass.provisioner]!.source(provisioned),
    },
  };
}
