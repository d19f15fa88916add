import { eventRecorder } from "../api/index.ts";
import { Event } from "../api/kinds/index.ts";
import { runScheduler } from "../controllers/index.ts";
import type { ContainerProgram } from "../kubelet/image.ts";
import { componentFlags, componentImage, serveHealth } from "./control-plane.ts";
import { componentReflectors, klogger } from "./klog.ts";
import { isFirstLife } from "./server.ts";

const NAME = "kube-scheduler";
const SECURE_PORT = 10259;

/** kube-scheduler: places pods for as long as it lives. */
const run: ContainerProgram = async (args, io) => {
  const log = klogger(io, "schedule_one.go");
  if (isFirstLife(io)) klogger(io, "server.go")(`"Starting Kubernetes Scheduler" version="${io.container.tag}"`);
  const { client, cache } = io.api(componentReflectors(io));
  const { clock, random } = io;
  const close = serveHealth(io, NAME, Number(componentFlags(args).get("secure-port") ?? SECURE_PORT));
  const events = eventRecorder({ client, cache, clock, random, kind: Event, component: "default-scheduler" });
  try {
    await runScheduler({ client, cache, clock, random, events, log }, io.signal);
  } finally {
    close();
  }
  return 0;
};

export const kubeSchedulerImage = componentImage(NAME, 17_400_000, run);
