import { StatusError } from "../../../api/machinery/status.ts";
import { linesOf } from "../../../base/streams.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import type { Place } from "../client/rest.ts";
import { pathOf } from "../client/rest.ts";
import { type JsonObject, listAt, nameOf, namespaceOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { allContainers, byActivity, chooseContainer, podResource, podsOf } from "../pods/find.ts";
import { SELECTOR_FLAG } from "../resource/flags.ts";

const FLAGS = {
  ...SELECTOR_FLAG,
  allContainers: { type: "bool", help: "The logs of all containers of the pods." },
  allPods: { type: "bool", help: "The logs of all pods; puts the pod's name before each line." },
  container: { type: "string", short: "c", help: "The logs of this container" },
  follow: { type: "bool", short: "f", help: "Go on with lines as they are written." },
  ignoreErrors: { type: "bool", help: "With -f: go on when a log cannot be read" },
  insecureSkipTlsVerifyBackend: { type: "bool", help: "Do not check who the kubelet is." },
  limitBytes: { type: "int", help: "At most so many bytes. 0 is no limit." },
  maxLogRequests: { type: "int", value: 5, help: "How many logs may be followed at once with a selector." },
  podRunningTimeout: { type: "duration", value: 20_000, help: "How long to wait for a pod to run (5s, 2m, 3h)" },
  prefix: { type: "bool", help: "Put pod and container before each line" },
  previous: { type: "bool", short: "p", help: "The log of the container's former run." },
  since: { type: "duration", help: "Only lines newer than this (5s, 2m, 3h). Not together with since-time." },
  sinceTime: { type: "string", help: "Only lines after this moment (RFC3339). Not together with since." },
  tail: { type: "int", value: -1, help: "Only so many of the newest lines. -1 is all, with a selector 10." },
  timestamps: { type: "bool", help: "Put the time before each line" },
} as const satisfies FlagTable;

export default command({
  usage: "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
  about: ["Print the log of a container. Where a pod has one container only, its name may be left out."],
  examples: [
    ["Of a pod", "kubectl logs nginx"],
    ["Of all pods with a label, and what comes", "kubectl logs -f -l app=nginx --all-containers=true"],
    ["The newest 20 lines", "kubectl logs --tail=20 nginx"],
    ["Of the run before", "kubectl logs -p -c ruby web-1"],
  ],
  flags: FLAGS,
  run: logs,
});

type Flags = Call<typeof FLAGS>["flags"];

interface Source {
  readonly place: Place;
  readonly container: string;
}

async function logs({ flags, operands, path, changed }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  if (operands.length === 0 && flags.selector === "") {
    throw usageError(
      path,
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  }
  if (operands.length > 2)
    throw usageError(
      path,
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  if (operands.length === 1 && flags.selector !== "")
    throw usageError(path, "only a selector (-l) or a POD name is allowed");
  const container = operands[1] ?? flags.container;
  check(flags, container, changed);
  const tail = flags.tail < 0 && flags.selector !== "" && !changed.has("tail") ? 10 : flags.tail;
  const prefix = flags.prefix || flags.allPods;
  const sources = await sourcesOf(kube, flags, operands[0], container);
  if (flags.follow && sources.length > 1 && sources.length > flags.maxLogRequests) {
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${flags.maxLogRequests}, use --max-log-requests to increase the limit`,
    );
  }
  if (sources.length === 0) {
    await kube.err(`No resources found in ${await kube.namespace()} namespace.\n`);
    return;
  }
  const read = (source: Source) => copyLog(kube, source, { flags, tail, prefix });
  if (flags.follow && sources.length > 1) {
    const results = await Promise.allSettled(sources.map(read));
    throwAll(results.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])));
    return;
  }
  for (const source of sources) await read(source);
}

function check(flags: Flags, container: string, changed: ReadonlySet<string>): void {
  if (flags.since < 0) throw new CommandError("--since must be greater than 0");
  if (flags.sinceTime !== "" && flags.since > 0)
    throw new CommandError("at most one of `sinceTime` or `sinceSeconds` may be specified");
  if (changed.has("tail") && flags.tail < -1) throw new CommandError("--tail must be greater than or equal to -1");
  if (flags.limitBytes < 0) throw new CommandError("--limit-bytes must be greater than 0");
  if (flags.allContainers && container !== "")
    throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
  if (flags.sinceTime !== "" && Number.isNaN(Date.parse(flags.sinceTime))) {
    throw new CommandError(
      `parsing time ${JSON.stringify(flags.sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(flags.sinceTime)} as "2006"`,
    );
  }
}

/** The containers whose logs are wanted, in order. */
async function sourcesOf(kube: Kube, flags: Flags, word: string | undefined, container: string): Promise<Source[]> {
  const rest = await kube.rest();
  const resource = await podResource(kube);
  const namespace = await kube.namespace();
  const place = (pod: JsonObject): Place => ({ resource, namespace: namespaceOf(pod) || namespace, name: nameOf(pod) });
  const ofPod = async (pod: JsonObject, quiet: boolean): Promise<Source[]> => {
    if (flags.allContainers) {
      const init = listAt(pod, "spec", "initContainers").map((one) => textAt(one, "name"));
      const others = allContainers(pod).filter((name) => !init.includes(name));
      return [...init, ...others].map((name) => ({ place: place(pod), container: name }));
    }
    return [{ place: place(pod), container: await chooseContainer(kube, pod, container, quiet) }];
  };
  if (word === undefined) {
    const { items } = await rest.list({ resource, namespace }, [["labelSelector", flags.selector]]);
    return (await Promise.all(items.map((pod) => ofPod(pod, true)))).flat();
  }
  const slash = word.indexOf("/");
  if (slash < 0) return ofPod(await podNamed(kube, { resource, namespace, name: word }), false);
  const kind = (await kube.discovery()).find(word.slice(0, slash));
  const object = await podNamed(kube, { resource: kind, namespace, name: word.slice(slash + 1) });
  if (kind.plural === "pods") return ofPod(object, false);
  const pods = [...(await podsOf(kube, object, kind))].sort(byActivity);
  if (pods.length === 0) throw new CommandError("timed out waiting for the condition");
  if (flags.allPods) return (await Promise.all(pods.map((pod) => ofPod(pod, true)))).flat();
  if (pods.length > 1) await kube.err(`Found ${pods.length} pods, using pod/${nameOf(pods[0])}\n`);
  return ofPod(pods[0]!, false);
}

/** A missing pod is told in a way of its own here. */
async function podNamed(kube: Kube, place: Place): Promise<JsonObject> {
  const rest = await kube.rest();
  try {
    return await rest.get(place);
  } catch (error) {
    if (error instanceof StatusError && error.is("NotFound")) {
      throw new CommandError(
        `error from server (NotFound): ${error.message} in namespace ${JSON.stringify(place.namespace)}`,
      );
    }
    throw error;
  }
}

async function copyLog(
  kube: Kube,
  { place, container }: Source,
  how: { readonly flags: Flags; readonly tail: number; readonly prefix: boolean },
): Promise<void> {
  const { flags, tail } = how;
  const { connection } = await kube.rest();
  const response = await connection.send({
    path: pathOf({ ...place, subresource: "log" }),
    accept: "application/json, */*",
    query: [
      ["container", container],
      ["follow", flags.follow || undefined],
      ["previous", flags.previous || undefined],
      ["sinceSeconds", flags.since > 0 ? Math.max(1, Math.round(flags.since / 1000)) : undefined],
      ["sinceTime", flags.sinceTime || undefined],
      ["timestamps", flags.timestamps || undefined],
      ["tailLines", tail >= 0 ? tail : undefined],
      ["limitBytes", flags.limitBytes > 0 ? flags.limitBytes : undefined],
    ],
  });
  const body = response.body instanceof Uint8Array ? [response.body] : response.body;
  if (!how.prefix) {
    for await (const chunk of body) await kube.io.stdout.write(chunk);
  } else {
    for await (const line of linesOf(body as AsyncIterable<Uint8Array>)) {
      await kube.out(`[pod/${place.name}/${container}] ${line}\n`);
    }
  }
  if (kube.io.signal.aborted) throw kube.io.signal.reason;
}
