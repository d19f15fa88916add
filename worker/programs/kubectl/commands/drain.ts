import { StatusError } from "../../../api/machinery/status.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, listAt, mapAt, nameOf, namespaceOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { podResource } from "../pods/find.ts";
import { dryRunSuffix, readDryRun } from "../print/printer.ts";
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
  for (const node of nodes) {
    const name = nameOf(node.object);
    const pods = await podsOn(kube, name, flags);
    const { doomed, errors, warnings } = judge(pods, flags);
    if (errors.length > 0) {
      await kube.err(
        `error: unable to drain node ${JSON.stringify(name)} due to error: [${errors.join(", ")}], continuing command...\n`,
      );
      await kube.err(`There are pending nodes to be drained:\n ${name}\n`);
      throw new CommandError(errors.join("\n"));
    }
    if (warnings.length > 0) await kube.warn(warnings.join("; "));
    if (dryRun === "client") {
      for (const pod of doomed)
        await kube.out(`evicting pod ${namespaceOf(pod)}/${nameOf(pod)}${dryRunSuffix(dryRun)}\n`);
    } else await evict(kube, doomed, flags);
    await kube.out(`node/${name} drained${dryRunSuffix(dryRun)}\n`);
  }
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
    if (!finished && listAt(pod, "spec", "volumes").some((one) => (one as JsonObject).emptyDir !== undefined))
      groups.local.push(name);
    if (!finished && !owner) groups.bare.push(name);
    doomed.push(pod);
  }
  const errors: string[] = [];
  const warnings: string[] = [];
  const sort = (names: readonly string[], allowed: boolean, refusal: string, warning: string) => {
    if (names.length === 0) return;
    if (allowed) {
      if (warning) warnings.push(`${warning}: ${names.join(", ")}`);
    } else errors.push(`${refusal}: ${names.join(", ")}`);
  };
  sort(
    groups.daemon,
    flags.ignoreDaemonsets,
    "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
    "ignoring DaemonSet-managed Pods",
  );
  sort(
    groups.bare,
    flags.force,
    "cannot delete Pods that declare no controller (use --force to override)",
    "deleting Pods that declare no controller",
  );
  sort(
    groups.local,
    flags.deleteEmptydirData,
    "cannot delete Pods with local storage (use --delete-emptydir-data to override)",
    "",
  );
  return { doomed, errors, warnings };
}

async function evict(kube: Kube, pods: readonly JsonObject[], flags: Flags): Promise<void> {
  const resource = await podResource(kube);
  const deadline = flags.timeout > 0 ? kube.io.clock.now() + flags.timeout : Number.POSITIVE_INFINITY;
  const one = async (pod: JsonObject): Promise<void> => {
    const place: Place = { resource, namespace: namespaceOf(pod), name: nameOf(pod) };
    await request(kube, place, flags, deadline);
    await waitUntilGone(kube, place, { uid: textAt(pod, "metadata", "uid"), ...(flags.timeout > 0 && { deadline }) });
    await kube.out(`pod/${place.name} ${flags.disableEviction ? "deleted" : "evicted"}\n`);
  };
  const results = await Promise.allSettled(pods.map(one));
  throwAll(results.flatMap((result) => (result.status === "rejected" ? [result.reason] : [])));
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
