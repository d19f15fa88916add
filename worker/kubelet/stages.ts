import { formatDuration } from "../base/duration.ts";
import { crashWait, nextPullDelay, raiseCrashBackOff } from "./backoff.ts";
import { restartsAfter } from "./containers.ts";
import { ConfigError } from "./environment.ts";
import type { ContainerStage } from "./records.ts";
import { BadReference, type ImageReference, parseReference } from "./reference.ts";
import type { ContainerView } from "./view.ts";

/** One step of a container's life: where it leads from, when it applies, what it does. It leaves the next stage in the record. */
export interface StageRule {
  readonly name: string;
  readonly from: ContainerStage;
  when?(view: ContainerView): boolean;
  enter(view: ContainerView): void;
}

/**
 * A container's life as a table. The first row whose stage and condition fit is taken, once the stage's time is over.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export const containerStages: readonly StageRule[] = [
  {
    name: "the image's name cannot be read",
    from: "waiting",
    when: (view) => referenceOf(view) === undefined,
    enter(view) {
      const image = view.image;
      const problem = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${badName(image)}`;
      view.warn("InspectFailed", problem);
      view.warn("Failed", "Error: InvalidImageName");
      view.hold("failedToCreate", "InvalidImageName", problem);
    },
  },
  {
    name: "the image is here",
    from: "waiting",
    when: (view) => view.pullPolicy !== "Always" && view.pulled(referenceOf(view)!),
    enter(view) {
      view.tell("Pulled", `Container image "${view.image}" already present on machine and can be accessed by the pod`);
      create(view);
    },
  },
  {
    name: "the image must not be pulled",
    from: "waiting",
    when: (view) => view.pullPolicy === "Never",
    enter(view) {
      const problem = `Container image "${view.image}" is not present with pull policy of Never`;
      view.warn("ErrImageNeverPull", problem);
      view.warn("Failed", "Error: ErrImageNeverPull");
      view.hold("failedToCreate", "ErrImageNeverPull", problem);
    },
  },
  { name: "an earlier pull failed", from: "waiting", when: (view) => pullWait(view) > 0, enter: backOffPull },
  {
    name: "pull",
    from: "waiting",
    enter(view) {
      view.tell("Pulling", `Pulling image "${view.image}"`);
      view.beginPull(referenceOf(view)!);
    },
  },
  {
    name: "pulled",
    from: "pulling",
    when: (view) => view.own.pull?.outcome === "ok",
    enter(view) {
      const { startedMs, beganMs } = view.own.pull!;
      const size = view.storeImage(referenceOf(view)!);
      delete view.pod.record.pullFailures[view.image];
      const own = formatDuration(view.now - beganMs);
      const whole = formatDuration(view.now - startedMs);
      view.tell(
        "Pulled",
        `Successfully pulled image "${view.image}" in ${own} (${whole} including waiting). Image size: ${size} bytes.`,
      );
      create(view);
    },
  },
  {
    name: "pull failed",
    from: "pulling",
    enter(view) {
      const failure = view.pullProblem(referenceOf(view)!);
      const before = view.pod.record.pullFailures[view.image];
      view.pod.record.pullFailures[view.image] = {
        message: failure.message,
        quoted: `ErrImagePull: ${failure.message}`,
        failedMs: view.now,
        delayMs: nextPullDelay(before, view.now),
      };
      view.warn("Failed", `Failed to pull image "${view.image}": ${failure.message}`);
      view.warn("Failed", "Error: ErrImagePull");
      if (failure.wayOut) view.warn("NoProgramForImage", failure.wayOut);
      view.hold("pullFailed", "ErrImagePull", failure.message);
    },
  },
  { name: "give up for now", from: "pullFailed", when: (view) => pullWait(view) > 0, enter: backOffPull },
  { name: "try again at once", from: "pullFailed", enter: (view) => view.wait("waiting") },
  { name: "try again", from: "pullBackOff", enter: (view) => view.wait("waiting") },
  { name: "start", from: "creating", when: (view) => view.own.postStart === undefined, enter: (view) => view.start() },
  {
    name: "it could not even be started",
    from: "failedToCreate",
    when: (view) => view.own.exit !== undefined && view.own.exit.reason === "StartError",
    enter: afterExit,
  },
  { name: "try to create it again", from: "failedToCreate", enter: (view) => view.wait("waiting") },
  {
    name: "ended, to be started again",
    from: "exited",
    when: (view) => restartsAfter(view.pod.pod, view.placed, view.own.exit?.code ?? 0),
    enter: afterExit,
  },
  {
    name: "back-off over",
    from: "crashBackOff",
    enter(view) {
      raiseCrashBackOff(view.own, view.own.exit!.finishedMs, view.now);
      view.wait("waiting");
    },
  },
];

const byStage = new Map<ContainerStage, readonly StageRule[]>();
for (const rule of containerStages) byStage.set(rule.from, [...(byStage.get(rule.from) ?? []), rule]);

/** The row that a container takes next; undefined while it stays where it is. */
export function nextRule(stage: ContainerStage, view: ContainerView): StageRule | undefined {
  for (const rule of byStage.get(stage) ?? []) if (rule.when?.(view) ?? true) return rule;
  return undefined;
}

function referenceOf({ image }: ContainerView): ImageReference | undefined {
  try {
    return parseReference(image);
  } catch (error) {
    if (error instanceof BadReference) return undefined;
    throw error;
  }
}

function badName(image: string): string {
  try {
    parseReference(image);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

function pullWait(view: ContainerView): number {
  const failure = view.pod.record.pullFailures[view.image];
  return failure ? failure.failedMs + failure.delayMs - view.now : 0;
}

function backOffPull(view: ContainerView): void {
  const failure = view.pod.record.pullFailures[view.image]!;
  const back = `Back-off pulling image "${view.image}"`;
  view.tell("BackOff", back);
  view.warn("Failed", "Error: ImagePullBackOff");
  view.hold("pullBackOff", "ImagePullBackOff", `${back}: ${failure.quoted}`, pullWait(view));
}

/** The image is here: the container is made, if its configuration allows. */
function create(view: ContainerView): void {
  try {
    view.create();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    view.warn("Failed", `Error: ${error.message}`);
    view.hold("failedToCreate", "CreateContainerConfigError", error.message);
  }
}

/** @see k8s.io/kubernetes pkg/kubelet/kuberuntime doBackOff */
function afterExit(view: ContainerView): void {
  const { own, now } = view;
  const endedMs = own.exit!.finishedMs;
  const wait = crashWait(own, endedMs, now);
  if (wait === 0) {
    raiseCrashBackOff(own, endedMs, now);
    view.wait("waiting");
    return;
  }
  const name = view.placed.spec.name;
  view.warn("BackOff", `Back-off restarting failed container ${name} in pod ${view.pod.longName}`);
  const delay = formatDuration(own.backOff!.delayMs);
  const message = `back-off ${delay} restarting failed container=${name} pod=${view.pod.longName}`;
  view.hold("crashBackOff", "CrashLoopBackOff", message, wait);
}
