import { StatusError } from "../../../api/machinery/status.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, Failures, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, listAt, mapAt, nameOf, namespaceOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { podResource } from "../pods/find.ts";
import { type DryRun, dryRunSuffix, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, SELECTOR_FLAG } from "../resource/flags.ts";
import { waitUntilGone } from "../resource/gone.ts";
import { mark, nodesOf } from "./cordon.ts";

const FLAGS = {
  ...DRY_RUN_FLAG,
  ...SELECTOR_FLAG,
  chunkSize: { type: "int", value: 500, help: "Ask for large lists in pieces of this size. 0 asks for all at once." },
  deleteEmptydirData: { type: "bool", help: "Go on although pods use emptyDir volumes, whose content is then lost." },
  disableEviction: {
    type: "bool",
    help: "Delete pods instead of evicting them; disruption budgets do not count then.",
  },
  force: { type: "bool", help: "Go on although there are pods that nobody will replace." },
  gracePeriod: { type: "int", value: -1, help: "Seconds that pods get to end. Negative: their own." },
  ignoreDaemonsets: { type: "bool", help: "Leave pods of daemon sets alone." },
  podSelector: { type: "string", help: "Only pods with these labels" },
  skipWaitForDeleteTimeout: { type: "int", help: "Do not wait for pods that have been ending for so many seconds." },
  timeout: { type: "duration", help: "How long to wait before giving up; zero waits without end" },
} as const satisfies FlagTable;

export default command({
  usage: "drain NODE",
  about: [
    "Empty a node for maintenance: it gets no new pods, and its pods are evicted.",
    "Pods of daemon sets, pods that nobody would replace, and pods with emptyDir volumes stop it unless flags say otherwise. Use kubectl uncordon when the node is back.",
  ],
  examples: [["A node, although it runs pods that nobody replaces", "kubectl drain foo --force"]],
  flags: FLAGS,
  run: drain,
});

type Flags = Call<typeof FLAGS>["flags"];

async function drain({ flags, operands, path }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  if (operands.length === 0 && flags.selector === "") throw usageError(path, "USAGE: drain NODE [flags]");
  const dryRun = await readDryRun(kube, flags.dryRun);
  const nodes = await nodesOf(kube, operands, flags.selector);
  for (const node of nodes) await mark(kube, node, true, dryRun);
  const failed: { readonly name: string; readonly error: Failures }[] = [];
  for (const { object } of nodes) {
    const name = nameOf(object);
    const errors = await empty(kube, name, flags, dryRun);
    if (errors.length === 0) {
      await kube.out(`node/${name} drained${dryRunSuffix(dryRun)}\n`);
      continue;
    }
    const error = new Failures(errors);
    failed.push({ name, error });
    await kube.err(
      `error: unable to drain node ${JSON.stringify(name)} due to error: ${inOneLine(error)}, continuing command...\n`,
    );
  }
  if (failed.length === 0) return;
  await kube.err(`There are pending nodes to be drained:\n${failed.map(({ name }) => ` ${name}\n`).join("")}`);
  throw failed.length === 1
    ? failed[0]!.error
    : new Failures(failed.map(({ error }) => new CommandError(inOneLine(error))));
}

/** As Go's aggregated errors are printed: in brackets when there are several. */
const inOneLine = (error: Failures): string => (error.errors.length === 1 ? error.message : `[${error.message}]`);

/** Takes a node's pods away. @returns what stood in the way */
async function empty(kube: Kube, node: string, flags: Flags, dryRun: DryRun): Promise<readonly unknown[]> {
  const { doomed, errors, warnings } = judge(await podsOn(kube, node, flags), flags);
  if (errors.length > 0) return errors.map((words) => new CommandError(words));
  if (warnings.length > 0) await kube.warn(warnings.join("; "));
  if (dryRun === "client") {
    for (const pod of doomed)
      await kube.out(`evicting pod ${namespaceOf(pod)}/${nameOf(pod)}${dryRunSuffix(dryRun)}\n`);
    return [];
  }
  const failures = await evict(kube, doomed, flags);
  kube.io.signal.throwIfAborted();
  if (failures.length === 0) return [];
  const pending = judge(await podsOn(kube, node, flags), flags).doomed.map((pod) => `pod/${nameOf(pod)}\n`);
  if (pending.length > 0) {
    const why = inOneLine(new Failures(failures));
    await kube.err(
      `There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${why}\n${pending.join("")}`,
    );
  }
  return failures;
}

async function podsOn(kube: Kube, node: string, flags: Flags): Promise<readonly JsonObject[]> {
  const rest = await kube.rest();
  const query = [
    ["fieldSelector", `spec.nodeName=${node}`],
    ["labelSelector", flags.podSelector || undefined],
  ] as const;
  return (await rest.list({ resource: await podResource(kube) }, query, flags.chunkSize)).items;
}

/** Which pods go, what stands in the way, and what to warn of. */
function judge(
  pods: readonly JsonObject[],
  flags: Flags,
): { doomed: JsonObject[]; errors: string[]; warnings: string[] } {
  const doomed: JsonObject[] = [];
  const groups = { daemon: [] as string[], bare: [] as string[], local: [] as string[] };
  for (const pod of pods) {
    const name = `${namespaceOf(pod)}/${nameOf(pod)}`;
    if (mapAt(pod, "metadata", "annotations")["kubernetes.io/config.mirror"] !== undefined) continue;
    const finished = ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase"));
    const owner = listAt(pod, "metadata", "ownerReferences").find((one) => (one as JsonObject).controller === true);
    if (textAt(owner, "kind") === "DaemonSet" && !finished) {
      groups.daemon.push(name);
      continue;
    }
    const local = !finished && listAt(pod, "spec", "volumes").some((one) => (one as JsonObject).emptyDir !== undefined);
    // The first thing that stands in a pod's way is told of, and no other.
    if (local && !flags.deleteEmptydirData) groups.local.push(name);
    else if (!finished && !owner) groups.bare.push(name);
    doomed.push(pod);
  }
  const errors: string[] = [];
  const warnings: string[] = [];
  const sort = (names: readonly string[], allowed: boolean, refused: string, warning: string) => {
    if (names.length === 0) return;
    if (allowed) warnings.push(`${warning}: ${names.join(", ")}`);
    else errors.push(`cannot delete ${refused}: ${names.join(", ")}`);
  };
  const { ignoreDaemonsets, force } = flags;
  const owned = "DaemonSet-managed Pods";
  const bare = "Pods that declare no controller";
  sort(groups.bare, force, `${bare} (use --force to override)`, `deleting ${bare}`);
  sort(groups.daemon, ignoreDaemonsets, `${owned} (use --ignore-daemonsets to ignore)`, `ignoring ${owned}`);
  sort(groups.local, false, "Pods with local storage (use --delete-emptydir-data to override)", "");
  return { doomed, errors: errors.sort(), warnings };
}

/** @returns what went wrong */
async function evict(kube: Kube, pods: readonly JsonObject[], flags: Flags): Promise<readonly unknown[]> {
  const resource = await podResource(kube);
  const deadline = flags.timeout > 0 ? kube.io.clock.now() + flags.timeout : Number.POSITIVE_INFINITY;
  const one = async (pod: JsonObject): Promise<void> => {
    const place: Place = { resource, namespace: namespaceOf(pod), name: nameOf(pod) };
    await request(kube, place, flags, deadline);
    await waitUntilGone(kube, place, { uid: textAt(pod, "metadata", "uid"), ...(flags.timeout > 0 && { deadline }) });
    await kube.out(`pod/${place.name} ${flags.disableEviction ? "deleted" : "evicted"}\n`);
  };
  const results = await Promise.allSettled(pods.map(one));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}

/** Asks for the eviction, again every five seconds while a disruption budget forbids it. */
async function request(kube: Kube, place: Place, flags: Flags, deadline: number): Promise<void> {
  const rest = await kube.rest();
  const grace = flags.gracePeriod >= 0 ? { gracePeriodSeconds: flags.gracePeriod } : {};
  for (;;) {
    await kube.out(`${flags.disableEviction ? "deleting" : "evicting"} pod ${place.namespace}/${place.name}\n`);
    try {
      if (flags.disableEviction) await rest.delete(place, grace);
      else {
        await rest.create(
          { ...place, subresource: "eviction" },
          {
            kind: "Eviction",
            apiVersion: "policy/v1",
            metadata: { name: place.name ?? "", namespace: place.namespace ?? "" },
            deleteOptions: grace,
          },
        );
      }
      return;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.is("NotFound")) return;
      if (!error.is("TooManyRequests"))
        throw new CommandError(
          `error when evicting pods/${JSON.stringify(place.name)} -n ${JSON.stringify(place.namespace)}: ${error.message}`,
        );
      await kube.err(
        `error when evicting pods/${JSON.stringify(place.name)} -n ${JSON.stringify(place.namespace)} (will retry after 5s): ${error.message}\n`,
      );
      if (kube.io.clock.now() + 5000 > deadline)
        throw new CommandError(`global timeout reached: ${flags.timeout / 1000}s`);
      await kube.io.clock.sleep(5000, kube.io.signal);
    }
  }
}
