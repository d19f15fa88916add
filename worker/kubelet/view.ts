import { containerEvent } from "./containerEvents.ts";
import type { PlacedContainer } from "./containers.ts";
import type { Image, ImageAnswer } from "./image.ts";
import { hexId } from "./node.ts";
import type { PodAccess } from "./podAccess.ts";
import type { ContainerRecord, ContainerStage } from "./records.ts";
import type { ImageReference } from "./reference.ts";

/** The annotation with which a learner asks for a stand-in. */
const STAND_IN_ANNOTATION = "gatehouse.dev/stand-in";

/** One container as its stages see it. */
export class ContainerView {
  constructor(
    readonly pod: PodAccess,
    readonly placed: PlacedContainer,
    readonly own: ContainerRecord,
  ) {}

  get now(): number {
    return this.pod.node.clock.now();
  }
  get image(): string {
    return this.placed.spec.image ?? "";
  }
  get pullPolicy(): string {
    return this.placed.spec.imagePullPolicy ?? "IfNotPresent";
  }

  tell(reason: string, message: string): void {
    this.pod.event("Normal", reason, message, this.placed.fieldPath);
  }
  warn(reason: string, message: string): void {
    this.pod.event("Warning", reason, message, this.placed.fieldPath);
  }

  /** Goes to a stage that status calls waiting, for `ms` or until the next look at the pod. */
  hold(stage: ContainerStage, reason: string, message: string, ms = this.pod.node.timings.retryMs): void {
    this.own.stage = stage;
    this.own.waiting = { reason, ...(message && { message }) };
    this.own.dueMs = this.now + ms;
  }

  /** Goes to a stage that has nothing to wait for. What status says stays as it was. */
  wait(stage: ContainerStage): void {
    this.own.stage = stage;
    this.own.dueMs = undefined;
  }

  pulled({ full }: ImageReference): boolean {
    return this.pod.node.record.images[full] !== undefined;
  }

  /** Takes its turn at the node's puller, which fetches one image at a time. */
  beginPull(reference: ImageReference): void {
    const { record, timings, chance } = this.pod.node;
    const answer = this.find(reference);
    const present = this.pulled(reference);
    const tookMs =
      "found" in answer && !present ? timings.pullMs(answer.found.sizeBytes, chance) : timings.resolveMs(chance);
    const beganMs = Math.max(this.now, record.pullerBusyUntilMs);
    const doneMs = beganMs + Math.round(tookMs);
    record.pullerBusyUntilMs = doneMs;
    this.own.pull = { startedMs: this.now, beganMs, outcome: "found" in answer ? "ok" : "failed" };
    this.own.stage = "pulling";
    this.own.dueMs = doneMs;
  }

  /** Keeps a pulled image on the node. @returns its size in bytes */
  storeImage(reference: ImageReference): number {
    const answer = this.find(reference);
    if (!("found" in answer)) return 0;
    const { sizeBytes } = answer.found;
    this.pod.node.record.images[reference.full] = { reference: reference.full, digest: answer.digest, sizeBytes };
    return sizeBytes;
  }

  /** Why the registry does not give the image, as containerd words it. */
  pullProblem({ full }: ImageReference): { readonly message: string; readonly wayOut?: string } {
    const answer = this.find({ full } as ImageReference);
    const resolving = `failed to pull and unpack image "${full}": failed to resolve reference "${full}":`;
    if ("absent" in answer && answer.absent === "tag") {
      return { message: `rpc error: code = NotFound desc = ${resolving} ${full}: not found` };
    }
    if ("unsupported" in answer) {
      return {
        message: `${resolving} no program for this image in the sandbox`,
        wayOut: `Image "${this.image}" has no program here. A stand-in can take its place, which listens on the declared ports and answers HTTP with an echo: annotate the pod with ${STAND_IN_ANNOTATION}=http (in a Deployment, under spec.template.metadata.annotations)`,
      };
    }
    return {
      message: `${resolving} pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    };
  }

  /** What the registry answers, stand-ins included. */
  find({ full }: ImageReference): ImageAnswer {
    const { images, standIn } = this.pod.node;
    const answer = images.find(full);
    if (!("unsupported" in answer)) return answer;
    const wanted = standIn || this.pod.pod.metadata.annotations?.[STAND_IN_ANNOTATION] === "http";
    return (wanted && images.standIn?.(full)) || answer;
  }

  /** Makes the container. @throws ConfigError */
  create(): void {
    const { node } = this.pod;
    this.pod.prepare(this.placed, this.own);
    this.tell("Created", containerEvent("created", this.placed.spec.name, node.settings));
    this.own.stage = "creating";
    this.own.pendingId = hexId(node.chance);
    this.own.dueMs = this.now + node.timings.startMs(node.chance);
  }

  start(): void {
    this.pod.start(this.placed, this.own);
  }
}

export type FoundImage = Extract<ImageAnswer, { found: Image }>;
