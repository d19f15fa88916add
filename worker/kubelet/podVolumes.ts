import type { Volume, VolumeMount } from "../api/generated/types.ts";
import { PersistentVolume, PersistentVolumeClaim } from "../api/kinds/index.ts";
import { FileTree } from "../shell/filetree.ts";
import { directoryOf, isBound } from "./disks.ts";
import type { PodAccess, PodMounts } from "./podAccess.ts";
import type { Payload } from "./records.ts";
import { MountError, payloadOf, samePayload, type VolumeContext, volumeType } from "./volumes.ts";
import { copyFiles, directoryTree, filesBelow, payloadRoot, writePayload } from "./volumeTree.ts";

/** The mounted volumes of one pod. */
export class PodVolumes implements PodMounts {
  readonly #pod: PodAccess;
  readonly #trees = new Map<string, FileTree>();
  #mounted = false;

  constructor(pod: PodAccess) {
    this.#pod = pod;
  }

  tree(name: string): FileTree | undefined {
    return this.#trees.get(name);
  }

  mountAll(): void {
    if (this.#mounted) return;
    for (const volume of this.#pod.pod.spec.volumes ?? []) {
      if (!this.#trees.has(volume.name)) this.#mount(volume);
    }
    this.#mounted = true;
    this.#plan();
  }

  /** Mounts again what the record says was mounted, as it was. */
  restore(): void {
    for (const volume of this.#pod.pod.spec.volumes ?? []) {
      const known = this.#pod.record.volumes[volume.name];
      if (!known) continue;
      if (known.type === "kept") this.#trees.set(volume.name, this.#pod.node.disks.directory(known.directory));
      else if (known.type === "directory") this.#trees.set(volume.name, directoryTree(this.#now, known.files));
      else this.#fill(volume.name, known.payload);
    }
  }

  /** Puts the volumes' files into the record. */
  save(): void {
    for (const [name, tree] of this.#trees) {
      const known = this.#pod.record.volumes[name];
      if (known?.type === "directory") known.files = tree.save();
    }
  }

  refresh(): void {
    const { record, node } = this.#pod;
    if (record.volumesDueMs === undefined) return;
    if (record.volumesDueMs > this.#now()) {
      this.#pod.due(record.volumesDueMs);
      return;
    }
    for (const volume of this.#pod.pod.spec.volumes ?? []) {
      const known = record.volumes[volume.name];
      const tree = this.#trees.get(volume.name);
      if (!tree || known?.type !== "projected" || !isWatched(volume)) continue;
      try {
        const payload = payloadOf(volume, this.#context());
        if (samePayload(payload, known.payload)) continue;
        known.payload = payload;
        writePayload(tree, payload, this.#now());
      } catch (error) {
        // What was mounted stays when its object has gone.
        if (!(error instanceof MountError)) throw error;
        this.#pod.event("Warning", "FailedMount", this.#failure(volume.name, error.message));
      }
    }
    record.volumesDueMs = this.#now() + node.timings.volumeSyncMs;
    this.#pod.due(record.volumesDueMs);
  }

  #mount(volume: Volume): void {
    const { name } = volume;
    const type = volumeType(volume);
    if (type === "unsupported") {
      const sources = Object.keys(volume).filter((key) => key !== "name");
      throw new MountError(this.#failure(name, `volume type ${sources.join(", ")} has no driver in this sandbox`));
    }
    const kept = this.#kept(volume);
    if (kept) {
      this.#pod.record.volumes[name] = { type: "kept", directory: kept };
      this.#trees.set(name, this.#pod.node.disks.directory(kept));
      return;
    }
    if (type === "directory") {
      this.#pod.record.volumes[name] = { type: "directory" };
      const tree = directoryTree(this.#now, undefined);
      if (volume.hostPath) copyFiles(tree, filesBelow(this.#pod.node.hostFiles, volume.hostPath.path));
      this.#trees.set(name, tree);
      return;
    }
    try {
      const payload = payloadOf(volume, this.#context());
      this.#pod.record.volumes[name] = { type: "projected", payload };
      this.#fill(name, payload);
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      throw new MountError(this.#failure(name, error.message));
    }
  }

  /** The directory that outlives the pod, where the volume is one. */
  #kept({ name, persistentVolumeClaim, hostPath }: Volume): string | undefined {
    const { pod, node } = this.#pod;
    if (hostPath && Object.keys(filesBelow(node.hostFiles, hostPath.path)).length === 0) {
      return `node/${node.settings.name}${hostPath.path}`;
    }
    if (!persistentVolumeClaim) return undefined;
    const { namespace = "default" } = pod.metadata;
    const { claimName } = persistentVolumeClaim;
    const unmounted = `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]`;
    const claim = node.cache.get(PersistentVolumeClaim, { namespace, name: claimName });
    const problem = `error processing PVC ${namespace}/${claimName}`;
    if (!claim) {
      const why = `failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`;
      throw new MountError(`${unmounted}: ${problem}: ${why}`);
    }
    if (!isBound(claim)) throw new MountError(`${unmounted}: ${problem}: PVC is not bound`);
    const volume = node.cache.get(PersistentVolume, { name: claim.spec.volumeName! });
    if (!volume) {
      const why = `failed to get PV ${claim.spec.volumeName} from API server: persistentvolumes "${claim.spec.volumeName}" not found`;
      throw new MountError(`${unmounted}: ${problem}: ${why}`);
    }
    return directoryOf(volume, node.settings.name);
  }

  #fill(name: string, payload: Payload): void {
    this.#trees.set(name, new FileTree({ now: this.#now, root: payloadRoot(payload, this.#now()) }));
  }

  /** Plans the next look, where there is something that can change. */
  #plan(): void {
    const { record, node, pod } = this.#pod;
    if (record.volumesDueMs !== undefined || !(pod.spec.volumes ?? []).some(isWatched)) return;
    const jitter = Math.round(node.timings.volumeSyncMs * 0.2 * node.chance.fraction());
    record.volumesDueMs = this.#now() + node.timings.volumeSyncMs + jitter;
  }

  #context(): VolumeContext {
    const { pod, node, ip } = this.#pod;
    return {
      pod,
      objects: node.objects,
      surroundings: { nodeIp: node.settings.ip, podIp: ip, allocatable: node.settings.allocatable },
      token: (request) => node.token(pod, request),
    };
  }

  #failure(name: string, message: string): string {
    return `MountVolume.SetUp failed for volume "${name}" : ${message}`;
  }

  readonly #now = (): number => this.#pod.node.clock.now();
}

/** The tokens that every pod gets do not change here; what authors mount can. */
function isWatched(volume: Volume): boolean {
  if (volume.configMap || volume.secret || volume.downwardAPI) return true;
  return (volume.projected?.sources ?? []).length > 0 && !volume.name.startsWith("kube-api-access-");
}

/** Shows a volume inside a container's files. A subPath of a projected volume never changes any more. */
export function mountInto(
  tree: FileTree,
  mount: VolumeMount,
  { volume, subPath, projected }: { volume: FileTree; subPath: string; projected: boolean },
): void {
  const readOnly = mount.readOnly === true || projected;
  if (subPath === "") {
    tree.mount(mount.mountPath, volume, { readOnly });
    return;
  }
  const from = `/${subPath}`;
  if (!projected && !volume.files(0).stat(from)) volume.files(0).makeDirectory(from, { parents: true });
  const source = projected ? new FileTree({ now: () => 0, root: volume.root }) : volume;
  tree.mount(mount.mountPath, source, {
    readOnly,
    from: volume.files(0).stat(from) ? volume.files(0).realPath(from) : from,
  });
}
