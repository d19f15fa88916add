import { type Client, eventRecorder } from "../api/index.ts";
import { builtInKinds, Event } from "../api/kinds/index.ts";
import { parseDuration } from "../base/duration.ts";
import { type ControllerManagerOptions, runControllerManager } from "../controllers/index.ts";
import type { ContainerIo, ContainerProgram } from "../kubelet/image.ts";
import { componentFlags, componentImage, serveHealth } from "./control-plane.ts";
import { componentReflectors, klogger } from "./klog.ts";
import { isFirstLife } from "./server.ts";

const NAME = "kube-controller-manager";
const SECURE_PORT = 10257;

/** Where the cluster's certificate authority is, when no flag says. */
const CA_FILES = ["/etc/kubernetes/pki/ca.crt", "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"];

/** kube-controller-manager: runs the control loops for as long as it lives. */
const run: ContainerProgram = async (args, io) => {
  const log = klogger(io, "controllermanager.go");
  const flags = componentFlags(args);
  if (isFirstLife(io)) log(`"Starting" version="${io.container.tag}"`);
  const { client, cache, account } = io.api(componentReflectors(io));
  const { clock, random } = io;
  const ownAccounts = flags.get("use-service-account-credentials") === "true";
  const close = serveHealth(io, NAME, Number(flags.get("secure-port") ?? SECURE_PORT));
  const recorder = (component: string, as: Client) =>
    eventRecorder({ client: as, cache, clock, random, kind: Event, component });
  try {
    const deps = { client, cache, clock, random, recorder, log, ...(ownAccounts ? { account } : {}) };
    await runControllerManager(optionsOf(flags, io), deps, io.signal);
  } finally {
    close();
  }
  return 0;
};

function optionsOf(flags: ReadonlyMap<string, string>, io: ContainerIo): ControllerManagerOptions {
  const grace = flags.get("node-monitor-grace-period");
  const clusterCidr = flags.get("cluster-cidr");
  return {
    kinds: builtInKinds,
    rootCa: readFirst(io, [...(flags.has("root-ca-file") ? [flags.get("root-ca-file")!] : []), ...CA_FILES]),
    ...signingOf(flags, io),
    ...(flags.get("allocate-node-cidrs") === "true" &&
      clusterCidr !== undefined && {
        podRange: { clusterCidr, nodeMaskSize: Number(flags.get("node-cidr-mask-size") ?? 24) },
      }),
    ...(grace !== undefined && { nodeMonitorGraceMs: parseDuration(grace) }),
  };
}

function signingOf(flags: ReadonlyMap<string, string>, io: ContainerIo): Pick<ControllerManagerOptions, "signing"> {
  const content = (flag: string) => readFirst(io, [flags.get(flag) ?? ""]);
  const [certificatePem, keyPem] = [content("cluster-signing-cert-file"), content("cluster-signing-key-file")];
  return certificatePem && keyPem ? { signing: { certificatePem, keyPem } } : {};
}

/** The first of the files that is there; empty, as an unset certificate, when none is. */
function readFirst({ files }: ContainerIo, paths: readonly string[]): string {
  const path = paths.find((one) => files.stat(one)?.type === "file");
  return path === undefined ? "" : files.readText(path);
}

export const kubeControllerManagerImage = componentImage(NAME, 22_800_000, run);
