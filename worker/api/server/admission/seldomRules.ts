/** Rules that hardly any write meets: seldom.ts fetches them. */
import { compareQuantities, parseQuantity } from "../../../base/quantity.ts";
import type {
  PersistentVolumeClaimObject,
  PodObject,
  RuntimeClassObject,
  StorageClassObject,
} from "../../generated/types.ts";
import { SYSTEM_PRIORITIES } from "../../kinds/wellknown.ts";
import { forbiddenRequest } from "../../machinery/failures.ts";
import type { Draft } from "../../machinery/object.ts";
import { copyOf } from "../../machinery/values.ts";
import type { Admission } from "../request.ts";
import { certificateRequests } from "./certificates.ts";
import { nodeRestriction } from "./nodeRestriction.ts";

const BETA_CLASS = "volume.beta.kubernetes.io/storage-class";

/** https://kubernetes.io/docs/concepts/containers/runtime-class/ k8s.io/kubernetes plugin/pkg/admission/runtimeclass */
const runtimeClass: Admission = {
  name: "RuntimeClass",
  resources: ["pods"],
  admitCreate(draft, { kind, store }) {
    const { spec, metadata } = draft as unknown as Draft<PodObject>;
    const name = spec.runtimeClassName;
    if (!name) return;
    const found = store.get("runtimeclasses.node.k8s.io", name) as unknown as RuntimeClassObject | undefined;
    if (!found) {
      const words = `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`;
      throw forbiddenRequest(kind, metadata.name || metadata.generateName || "", words);
    }
    const { overhead, scheduling } = found;
    if (overhead?.podFixed) spec.overhead = { ...overhead.podFixed };
    if (scheduling?.nodeSelector) spec.nodeSelector = { ...spec.nodeSelector, ...scheduling.nodeSelector };
    if (scheduling?.tolerations) {
      spec.tolerations = [...(spec.tolerations ?? []), ...copyOf(scheduling.tolerations)] as typeof spec.tolerations;
    }
  },
};

/** The classes of the system stay. */
const systemPriorities: Admission = {
  name: "PriorityClass",
  resources: ["priorityclasses.scheduling.k8s.io"],
  admitDelete({ metadata: { name } }, { kind }) {
    if (SYSTEM_PRIORITIES[name] === undefined) return;
    throw forbiddenRequest(kind, name, "this is a system priority class and cannot be deleted");
  },
};

/**
 * A claim grows once it is bound, and only where its class says so.
 *
 * @see k8s.io/kubernetes plugin/pkg/admission/storage/persistentvolume/resize
 */
const claimResize: Admission = {
  name: "PersistentVolumeClaimResize",
  resources: ["persistentvolumeclaims"],
  checkUpdate(object, before, { kind, store }) {
    const [claim, old] = [object as PersistentVolumeClaimObject, before as PersistentVolumeClaimObject];
    const size = ({ spec }: PersistentVolumeClaimObject) =>
      parseQuantity(String(spec.resources?.requests?.storage ?? "0"));
    if (compareQuantities(size(claim), size(old)) <= 0) return;
    const refuse = (words: string) => forbiddenRequest(kind, claim.metadata.name, words);
    if (old.status?.phase !== "Bound") throw refuse("Only bound persistent volume claims can be expanded");
    const classOf = ({ metadata, spec }: PersistentVolumeClaimObject) =>
      metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? "";
    const name = classOf(claim);
    const found = name && name === classOf(old) ? store.get("storageclasses.storage.k8s.io", name) : undefined;
    if ((found as StorageClassObject | undefined)?.allowVolumeExpansion) return;
    throw refuse(
      "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
    );
  },
};

export const seldomRules: readonly Admission[] = [
  runtimeClass,
  systemPriorities,
  claimResize,
  certificateRequests,
  nodeRestriction,
];
