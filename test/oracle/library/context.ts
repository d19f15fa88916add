import type {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  V1Container,
  V1Pod,
  V1Status,
} from "@kubernetes/client-node";
import { expect } from "vitest";
import type { Sandbox } from "../../../worker/cluster/index.ts";
import type { ClientLibrary } from "./clientLibrary.ts";
import type { Cuttable } from "./cuttable.ts";

/** One sentence about what the library does with a server, and how to see that it is so. */
export interface Row {
  readonly says: string;
  run(context: Context): Promise<void>;
}

export interface Context {
  readonly k8s: ClientLibrary;
  /** The administrator's. */
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  /** The row's own, and empty. */
  readonly namespace: string;
  readonly sandbox: Sandbox;
  /** What all connections of the library go through. */
  readonly way: Cuttable;
}

/** What the server refuses with. */
export async function refusal(asked: Promise<unknown>): Promise<{ readonly code: number; readonly status: V1Status }> {
  try {
    await asked;
  } catch (error) {
    const { code, body } = error as ApiException<string | V1Status>;
    return { code, status: (typeof body === "string" ? JSON.parse(body) : body) as V1Status };
  }
  throw new Error("it was not refused");
}

const WITHIN = { timeout: 20_000, interval: 50 };

/** Asks until it holds. */
export const eventually = (ask: () => unknown) => expect.poll(ask, WITHIN);

/** A pod with one container, "main". */
export const podNamed = (name: string, container: Omit<V1Container, "name">, labels = { app: name }): V1Pod => ({
  metadata: { name, labels },
  spec: { containers: [{ name: "main", ...container }], terminationGracePeriodSeconds: 0 },
});

/** Makes a pod and waits until it runs. */
export async function runningPod(
  { core, namespace }: Context,
  name: string,
  container: Omit<V1Container, "name">,
): Promise<string> {
  await core.createNamespacedPod({ namespace, body: podNamed(name, container) });
  await eventually(async () => (await core.readNamespacedPod({ namespace, name })).status?.phase).toBe("Running");
  return name;
}
