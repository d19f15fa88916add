import type { ReconcileContext } from "../../api/client/controller.ts";
import type { NodeObject, NodeSelector, PersistentVolumeClaimObject, PodObject } from "../../api/generated/types.ts";
import { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { bestMatch, classOf, SELECTED_NODE, waitsForConsumer } from "../persistentvolume/index.ts";
import { matchesTerm } from "../workload/node-selection.ts";
import { refusal } from "./filter.ts";
import type { NodeInfo } from "./node-info.ts";
import type { ClaimDemands } from "./place.ts";

type SchedulerContext = Omit<ReconcileContext, "signal">;

const NO_VOLUME = refusal("node(s) didn't find available persistent volumes to bind", { final: true });
const OTHER_NODE = refusal("node(s) didn't match PersistentVolume's node affinity", { final: true });
const GONE = refusal("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)", { final: true });
const NO_PROVISIONER = "kubernetes.io/no-provisioner";

/**
 * Claims as the scheduler sees them: bound ones say which nodes can reach their volume; those that wait for a node get theirs
 * when one is chosen, and the pod waits meanwhile. k8s.io/kubernetes pkg/scheduler/framework/plugins/volumebinding
 */
export class ClaimBinding {
  readonly #context: SchedulerContext;
  /** Pods whose node is chosen and whose claims are not bound yet. */
  readonly #waiting = new Map<string, { readonly pod: PodObject; readonly nodeName: string }>();

  /** @param changed called when a claim, volume or class has changed */
  constructor(context: SchedulerContext, signal: AbortSignal, changed: () => void) {
    this.#context = context;
    const { cache } = context;
    for (const kind of [PersistentVolumeClaim, PersistentVolume, StorageClass] as const) {
      const own = new AbortController();
      signal.addEventListener("abort", () => own.abort(), { once: true });
      cache.follow(kind as typeof PersistentVolumeClaim, changed, own.signal);
    }
  }

  demandsOf(pod: PodObject): ClaimDemands {
    const claims: PersistentVolumeClaimObject[] = [];
    for (const name of claimNames(pod)) {
      const claim = this.#claim(pod, name);
      const problem = claim ? problemOf(claim) : `persistentvolumeclaim "${name}" not found`;
      if (problem !== undefined) return { problem };
      claims.push(claim!);
    }
    const unbound = claims.filter((claim) => !isBound(claim));
    const immediate = unbound.some((claim) => !waitsForConsumer(this.#classOf(claim)));
    if (immediate) return { problem: "pod has unbound immediate PersistentVolumeClaims" };
    const bound = claims.filter(isBound);
    return {
      filter: (node) => {
        for (const claim of bound) {
          const volume = this.#context.cache.get(PersistentVolume, { name: claim.spec.volumeName! });
          if (!volume) return GONE;
          if (!reaches(volume.spec.nodeAffinity?.required, node.node)) return OTHER_NODE;
        }
        return unbound.every((claim) => this.#canHave(claim, node)) ? undefined : NO_VOLUME;
      },
    };
  }

  /** Asks for the volumes of a pod that has a node now. Answers whether the pod must wait for them. */
  async begin(pod: PodObject, nodeName: string): Promise<boolean> {
    const { client, cache } = this.#context;
    const node = cache.get(Node, { name: nodeName });
    const claims = claimNames(pod).flatMap((name) => this.#claim(pod, name) ?? []);
    const unbound = claims.filter((claim) => !isBound(claim));
    if (unbound.length === 0) return false;
    this.#waiting.set(pod.metadata.uid!, { pod, nodeName });
    for (const claim of unbound) {
      const { metadata } = claim;
      const volume = node && this.#match(claim, node);
      try {
        if (volume) {
          const claimRef = {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            name: metadata.name,
            namespace: metadata.namespace!,
            resourceVersion: metadata.resourceVersion!,
            uid: metadata.uid!,
          };
          const live = cache.get(PersistentVolume, refOf(volume))!;
          const annotations = { ...live.metadata.annotations, "pv.kubernetes.io/bound-by-controller": "yes" };
          await client.replace(PersistentVolume, {
            ...live,
            metadata: { ...live.metadata, annotations },
            spec: { ...live.spec, claimRef },
          });
        } else if (metadata.annotations?.[SELECTED_NODE] !== nodeName) {
          const body = { metadata: { annotations: { [SELECTED_NODE]: nodeName } } };
          await client.patch(PersistentVolumeClaim, refOf(claim), { type: "merge", body });
        }
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
      }
    }
    return true;
  }

  /** Pods whose claims are all bound now; they are not known any more afterwards. */
  takeBound(): readonly { readonly pod: PodObject; readonly nodeName: string }[] {
    if (this.#waiting.size === 0) return [];
    const ready = [...this.#waiting.values()].filter(({ pod }) =>
      claimNames(pod).every((name) => {
        const claim = this.#claim(pod, name);
        return claim !== undefined && isBound(claim);
      }),
    );
    for (const { pod } of ready) this.#waiting.delete(pod.metadata.uid!);
    return ready;
  }

  forget(uid: string): void {
    this.#waiting.delete(uid);
  }

  #claim({ metadata }: PodObject, name: string): PersistentVolumeClaimObject | undefined {
    return this.#context.cache.get(PersistentVolumeClaim, { namespace: metadata.namespace!, name });
  }

  #classOf(claim: PersistentVolumeClaimObject) {
    return this.#context.cache.get(StorageClass, { name: classOf(claim) });
  }

  #match(claim: PersistentVolumeClaimObject, node: NodeObject) {
    const volumes = this.#context.cache.list(PersistentVolume);
    return bestMatch(volumes, claim, ({ spec }) => reaches(spec.nodeAffinity?.required, node));
  }

  #canHave(claim: PersistentVolumeClaimObject, { node }: NodeInfo): boolean {
    if (this.#match(claim, node)) return true;
    return (this.#classOf(claim)?.provisioner ?? NO_PROVISIONER) !== NO_PROVISIONER;
  }
}

const claimNames = ({ spec }: PodObject): readonly string[] =>
  (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

const isBound = ({ metadata, spec }: PersistentVolumeClaimObject): boolean =>
  spec.volumeName !== undefined && metadata.annotations?.["pv.kubernetes.io/bind-completed"] !== undefined;

function problemOf({ metadata, spec, status }: PersistentVolumeClaimObject): string | undefined {
  if (status?.phase === "Lost") {
    return `persistentvolumeclaim "${metadata.name}" bound to non-existent persistentvolume "${spec.volumeName ?? ""}"`;
  }
  return metadata.deletionTimestamp === undefined
    ? undefined
    : `persistentvolumeclaim "${metadata.name}" is being deleted`;
}

const reaches = (required: NodeSelector | undefined, node: NodeObject): boolean =>
  !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
